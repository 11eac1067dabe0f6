/** The sum of the series of a process's metrics that match: a pattern with flags `gm`, whose first group is the value. */
export async function metric(httpUrl: string, series: RegExp): Promise<number> {
  const text = await (await fetch(`${httpUrl}/metrics`)).text();
  return [...text.matchAll(series)].reduce((sum, [, value]) => sum + Number(value), 0);
}

/** Informs that were answered, by whether the device was settled. */
export async function informs(gateways: readonly { readonly httpUrl: string }[]) {
  const count = async (series: RegExp) => {
    const each = await Promise.all(gateways.map(({ httpUrl }) => metric(httpUrl, series)));
    return each.reduce((sum, one) => sum + one, 0);
  };
  return {
    settled: await count(/^muster_informs_total\{settled="true"\} (\d+)/gm),
    unsettled: await count(/^muster_informs_total\{settled="false"\} (\d+)/gm),
  };
}
