import { readFlag, readItems, readName, readNumber } from '../fields/read-field.ts';
import { writeArray, writeFlag, writeNumber, writeStrings, writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';

/** SetParameterAttributesStruct. Values 3–6 of `notification` need CWMP 1.4. */
export interface SetParameterAttribute {
  readonly name: string;
  readonly notificationChange: boolean;
  readonly notification: number;
  readonly accessListChange: boolean;
  readonly accessList: readonly string[];
}

/** SetParameterAttributes sets notification and access list (A.3.2.4). */
export interface SetParameterAttributes {
  readonly method: 'SetParameterAttributes';
  readonly parameterList: readonly SetParameterAttribute[];
}

export interface SetParameterAttributesResponse {
  readonly method: 'SetParameterAttributesResponse';
}

export const setParameterAttributes: RpcCodec<SetParameterAttributes, SetParameterAttributesResponse> = {
  method: 'SetParameterAttributes',
  encodeRequest: (request) =>
    writeArray('ParameterList', 'cwmp:SetParameterAttributesStruct', request.parameterList.map(writeAttribute)),
  decodeRequest: (element, limits) => ({
    method: 'SetParameterAttributes',
    parameterList: readItems(element, 'ParameterList', limits.maxParameters).map((struct) => ({
      name: readName(struct, 'Name'),
      notificationChange: readFlag(struct, 'NotificationChange'),
      notification: readNumber(struct, 'Notification'),
      accessListChange: readFlag(struct, 'AccessListChange'),
      accessList: readItems(struct, 'AccessList', limits.maxParameters).map((item) => item.text.trim()),
    })),
  }),
  encodeResponse: () => '',
  decodeResponse: () => ({ method: 'SetParameterAttributesResponse' }),
};

function writeAttribute(attribute: SetParameterAttribute): string {
  const members = [
    writeText('Name', attribute.name),
    writeFlag('NotificationChange', attribute.notificationChange),
    // A number even when it is not to change: the schema has no empty notification.
    writeNumber('Notification', attribute.notification),
    writeFlag('AccessListChange', attribute.accessListChange),
    writeStrings('AccessList', attribute.accessList),
  ];
  return `<SetParameterAttributesStruct>${members.join('')}</SetParameterAttributesStruct>`;
}
