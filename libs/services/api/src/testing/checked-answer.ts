import { allRoutes, Problem, type Route } from '#libs/api-contract';

/** An answer that was found to be as the contract says. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else text. */
  readonly body: Body;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers that were checked against the contract
type Body = any;

export async function checkedAnswer(method: string, path: string, response: Response): Promise<Answer> {
  const text = await response.text();
  const contentType = response.headers.get('content-type') ?? '';
  const body: unknown = /json/.test(contentType) ? JSON.parse(text) : text;
  const complaint = complaintAbout(routeOf(method, path), response.status, contentType, body);
  if (complaint !== undefined) throw new Error(`${method} ${path} → ${response.status} ${text}\n${complaint}`);
  return { status: response.status, headers: response.headers, body };
}

function routeOf(method: string, path: string): Route | undefined {
  const pathname = path.split('?', 1)[0] ?? '';
  return allRoutes
    .map(([, route]) => route)
    .find(
      (route) =>
        route.method === method.toLowerCase() &&
        new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')}$`).test(pathname),
    );
}

function complaintAbout(
  route: Route | undefined,
  status: number,
  contentType: string,
  body: unknown,
): string | undefined {
  if (status >= 400) {
    if (!contentType.startsWith('application/problem+json')) return `is no problem document but ${contentType}`;
    return Problem.safeParse(body).error?.message;
  }
  const declared = route?.responses[status];
  if (declared === undefined) return 'is a status that the contract does not have';
  return declared.schema?.safeParse(body).error?.message;
}
