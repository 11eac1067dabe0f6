import type { DeviceAttribute } from '../../device/device.ts';
import { type CommandProgram, completed, failed, finish, refused } from '../program.ts';

/** Sets notification and access list of parameters, all or none. */
export const setAttributes: CommandProgram<'setAttributes'> = {
  next(command, { device }) {
    const { attributes } = command.spec;
    // TR-069 A.3.2.4: 3 to 6 (lightweight notification) came with CWMP 1.4.
    const lightweight = attributes.find(
      ({ notificationChange, notification }) => notificationChange && notification > 2,
    );
    if (lightweight && device.cwmpVersion !== '1.4') {
      const why = `Notification ${lightweight.notification} needs CWMP 1.4, the CPE speaks ${device.cwmpVersion}.`;
      return { do: 'finish', outcome: failed('invalid', why) };
    }
    return { do: 'send', request: { method: 'SetParameterAttributes', parameterList: attributes }, idempotent: true };
  },

  answered(command, answer, { device }) {
    if (answer.kind !== 'response') return refused(command, answer);
    const known = new Map(device.parameterAttributes.map((attribute) => [attribute.path, attribute]));
    // What is not changed stays as it was set before.
    const attributes: DeviceAttribute[] = command.spec.attributes.map((attribute) => ({
      path: attribute.name,
      ...known.get(attribute.name),
      ...(attribute.notificationChange ? { notification: attribute.notification } : {}),
      ...(attribute.accessListChange ? { accessList: attribute.accessList } : {}),
    }));
    return finish(completed(), { what: 'attributes', attributes });
  },
};
