import type { AcsMessage } from './acs-message.ts';
import type { CpeTree } from './cpe-tree.ts';
import { fault, infoList, parameterList, response } from './envelopes.ts';
import { PARAMETER_KEY } from './factory-settings.ts';

const NO_SUCH_NAME = fault(9005, 'Invalid parameter name');

/** Carries out an RPC that is about the tree alone. Returns the body of the answer; undefined for any other RPC. */
export function treeRpc(tree: CpeTree, rpc: AcsMessage): string | undefined {
  switch (rpc.method) {
    case 'GetParameterNames': {
      const names = tree.names(rpc.text('ParameterPath'), /^(?:1|true)$/.test(rpc.text('NextLevel')));
      return names === undefined ? NO_SUCH_NAME : response(rpc.method, infoList(names));
    }
    case 'GetParameterValues': {
      const values = tree.read(rpc.texts('string'));
      return values === undefined ? NO_SUCH_NAME : response(rpc.method, parameterList(values));
    }
    case 'SetParameterValues':
      return setParameterValues(tree, rpc);
    case 'AddObject': {
      const row = tree.addRow(rpc.text('ObjectName'));
      if (row === undefined) return NO_SUCH_NAME;
      return response(rpc.method, `<InstanceNumber>${row}</InstanceNumber><Status>0</Status>`);
    }
    case 'DeleteObject':
      return tree.deleteRow(rpc.text('ObjectName')) ? response(rpc.method, '<Status>0</Status>') : NO_SUCH_NAME;
    default:
      return undefined;
  }
}

function setParameterValues(tree: CpeTree, rpc: AcsMessage): string {
  const values = rpc.texts('Value');
  const unknown = tree.write(rpc.texts('Name').map((name, at) => [name, values[at] ?? '']));
  if (unknown.length > 0) {
    const faults = unknown.map((name) => [name, 9005, 'Invalid parameter name'] as const);
    return fault(9003, 'Invalid arguments', faults);
  }
  tree.put(PARAMETER_KEY, rpc.text('ParameterKey'), 'string', false);
  return response(rpc.method, '<Status>0</Status>');
}
