import { z } from 'zod';
import { Capability, CapabilityList } from './capability.ts';
import { ComplianceList, ComplianceSummary, complianceQuery } from './compliance.ts';
import { DevicePreview, DevicePreviewOrder, PreviewLine, PreviewOrder } from './preview.ts';
import { Cursor, deviceParams, limit } from './request-parts.ts';
import type { Route } from './route.ts';
import { DeviceSync } from './sync.ts';

const tag = 'Compliance';

export const desiredRoutes = {
  listCapabilities: {
    method: 'get',
    path: '/api/v1/capabilities',
    tag: 'Profiles',
    summary: 'List capabilities',
    description: 'Model-neutral names for what a CPE can be told, which profiles may use in place of paths.',
    responses: { 200: { description: 'All of them.', schema: CapabilityList } },
    problems: [],
  },
  getCapability: {
    method: 'get',
    path: '/api/v1/capabilities/{name}',
    tag: 'Profiles',
    summary: 'Get a capability',
    params: z.strictObject({ name: z.string().max(256) }),
    responses: { 200: { description: 'What its values or rows are.', schema: Capability } },
    problems: ['capability_not_found'],
  },
  getDeviceSync: {
    method: 'get',
    path: '/api/v1/devices/{deviceId}/sync',
    tag,
    summary: 'Tell how a device stands to what is declared for it',
    params: deviceParams,
    responses: { 200: { description: 'What differs and what is being done about it.', schema: DeviceSync } },
    problems: ['device_not_found'],
  },
  reconcileDevice: {
    method: 'post',
    path: '/api/v1/devices/{deviceId}/reconcile',
    tag,
    summary: 'Try again now to make a device what is declared for it',
    description: 'Also what was refused or put off. It is done in the next session of the device.',
    params: deviceParams,
    responses: { 202: { description: 'It will be tried.' } },
    problems: ['device_not_found'],
  },
  previewDevice: {
    method: 'post',
    path: '/api/v1/devices/{deviceId}/preview',
    tag,
    summary: 'Tell what would be done to a device',
    description:
      'By what is in force, or as if a draft were published. From what the CPE reported last: nothing is asked of it, and nothing is kept.',
    params: deviceParams,
    body: DevicePreviewOrder,
    responses: { 200: { description: 'What differs and what would be done.', schema: DevicePreview } },
    problems: ['device_not_found', 'profile_not_found', 'invalid_request', 'invalid_profile'],
  },
  previewProfile: {
    method: 'post',
    path: '/api/v1/previews',
    tag,
    summary: 'Tell what a draft would do to all devices it is for',
    description:
      'Also to those that would be released by it. The answer is NDJSON: lines of progress, then one of the result. It ends when the client goes away. Nothing is asked of any CPE, and nothing is kept.',
    body: PreviewOrder,
    responses: { 200: { description: 'Lines of progress, then the result.', lines: PreviewLine } },
    problems: ['invalid_request', 'invalid_profile', 'too_many_reports'],
  },
  listCompliance: {
    method: 'get',
    path: '/api/v1/compliance',
    tag,
    summary: 'List the devices that are not as declared',
    query: z.strictObject({
      ...complianceQuery,
      limit: limit(50, 200),
      cursor: Cursor.exactOptional(),
      count: z.enum(['true', 'false']).default('false').describe('Whether to count all that match.'),
    }),
    responses: { 200: { description: 'A page of devices, and where they differ since when.', schema: ComplianceList } },
    problems: ['invalid_cursor'],
  },
  exportCompliance: {
    method: 'get',
    path: '/api/v1/compliance.csv',
    tag,
    summary: 'The same as a table',
    description:
      'CSV (RFC 4180), a line for each finding. A text that a spreadsheet would take for a formula has a quote before it.',
    query: z.strictObject(complianceQuery),
    responses: {
      200: {
        description: 'The table.',
        contentType: 'text/csv',
        headers: { 'Content-Disposition': 'A file to be kept.' },
      },
    },
    problems: ['too_many_reports'],
  },
  summariseCompliance: {
    method: 'get',
    path: '/api/v1/compliance/summary',
    tag,
    summary: 'Count the devices that are not as declared',
    responses: { 200: { description: 'By condition, profile, model and tag.', schema: ComplianceSummary } },
    problems: [],
  },
} as const satisfies Readonly<Record<string, Route>>;
