/** Every problem this API answers with. `help` is what its page says. */
export const PROBLEMS = {
  malformed_json: {
    status: 400,
    title: 'The body is not JSON',
    help: 'Send a JSON document with the header Content-Type: application/json.',
  },
  bad_request: { status: 400, title: 'The request cannot be read', help: 'The detail says what could not be read.' },
  invalid_query: {
    status: 400,
    title: 'The query is not valid',
    help: 'The member errors lists each query parameter, path part or header that is wrong, and why.',
  },
  invalid_cursor: {
    status: 400,
    title: 'The cursor is not valid',
    help: 'Give a cursor exactly as it came with the page before, together with the same sort order; or begin without one.',
  },
  forbidden_origin: {
    status: 403,
    title: 'Requests of other web sites are refused',
    help: 'This API serves this machine only as long as it has no users: call it as localhost, 127.0.0.1 or [::1], and not from a page of another origin.',
  },
  not_found: { status: 404, title: 'There is nothing here', help: 'The paths that exist are listed in /api/docs.' },
  device_not_found: {
    status: 404,
    title: 'There is no such device',
    help: 'A device appears with its first Inform. An id that holds a percent sign must have it written %25 in a URL.',
  },
  command_not_found: { status: 404, title: 'There is no such command', help: 'The id may be of another device.' },
  profile_not_found: {
    status: 404,
    title: 'There is no such profile',
    help: 'A profile appears with its first revision. It has the revisions from 1 to its latest.',
  },
  capability_not_found: {
    status: 404,
    title: 'There is no such capability',
    help: 'All of them are listed at /api/v1/capabilities.',
  },
  image_not_found: {
    status: 404,
    title: 'There is no such image',
    help: 'An image goes by the SHA-256 of its file. All of them are listed at /api/v1/images.',
  },
  rollout_not_found: {
    status: 404,
    title: 'There is no such rollout',
    help: 'All of them are listed at /api/v1/rollouts.',
  },
  not_in_rollout: {
    status: 404,
    title: 'The device is not in the rollout',
    help: 'A device comes into a rollout when that is started and its filter fits, unless another rollout holds it.',
  },
  upload_not_found: {
    status: 404,
    title: 'There is no such upload',
    help: 'It was completed or given up, or nothing came for a day. Begin another one.',
  },
  file_not_found: {
    status: 404,
    title: 'No file came',
    help: 'A command of kind upload has a file once the device has sent it; it is kept for some months.',
  },
  method_not_allowed: {
    status: 405,
    title: 'This path does not take that method',
    help: 'The header Allow lists the methods that it takes.',
  },
  idempotency_conflict: {
    status: 409,
    title: 'The Idempotency-Key was used for something else',
    help: 'A key stands for one command of one device: use a new key for a new command, and the same body for a repeat.',
  },
  command_not_cancellable: {
    status: 409,
    title: 'The command cannot be cancelled',
    help: 'Only a command of an operator that still waits for a session can be cancelled. What was sent to a CPE cannot be taken back, and what Muster queued by itself it would queue again: to stop a plan, publish another or an earlier revision of the profile that it follows from.',
  },
  upload_offset_mismatch: {
    status: 409,
    title: 'The part does not begin where the upload ends',
    help: 'Get the upload and go on at its offset. If another request still sends to it, wait for that one.',
  },
  image_state: {
    status: 409,
    title: 'The image does not allow this as it is',
    help: 'The detail says why. A released image stays as it is until it is quarantined.',
  },
  rollout_exists: {
    status: 409,
    title: 'There is another rollout of that name',
    help: 'A name stands for one rollout: choose another one, or edit that rollout.',
  },
  rollout_state: {
    status: 409,
    title: 'The rollout does not allow this as it is',
    help: 'The detail says why. The actions of a rollout are what people may do as it stands.',
  },
  rollout_approval: {
    status: 409,
    title: 'The rollout is not approved',
    help: 'Somebody else than who wrote its document has to approve it, and anew after every change but a lower cap.',
  },
  no_file_server: {
    status: 409,
    title: 'Devices would have nowhere to fetch the image from',
    help: 'Set what the detail names, in the API and in every other process, and try again.',
  },
  rollout_target: {
    status: 409,
    title: 'The rollout can not be started for these devices',
    help: 'The detail says why. Devices are in one rollout at a time: wait for the other one, exclude them, or give this rollout a higher priority, which takes those to which nothing was sent yet.',
  },
  revision_mismatch: {
    status: 412,
    title: 'The device was changed meanwhile',
    help: 'Get the device again, decide again, and send the new ETag with If-Match.',
  },
  profile_changed: {
    status: 412,
    title: 'The profile has a newer revision',
    help: 'Get the newest revision, put your change into it, and add it after that one.',
  },
  rollout_changed: {
    status: 412,
    title: 'The rollout has a newer document',
    help: 'Get the rollout again, put your change into its document, and send that with its generation.',
  },
  publication_changed: {
    status: 412,
    title: 'Something else is in force meanwhile',
    help: 'Get the profile again and decide again.',
  },
  body_too_large: { status: 413, title: 'The body is too large', help: 'A body may have at most 1 MiB.' },
  unsupported_media_type: {
    status: 415,
    title: 'The body must be JSON',
    help: 'Send the header Content-Type: application/json.',
  },
  invalid_request: {
    status: 422,
    title: 'The request is not valid',
    help: 'The member errors lists what is wrong where.',
  },
  checksum_mismatch: {
    status: 422,
    title: 'The file is another one than was meant',
    help: 'What came does not have the SHA-256 that was given. It was dropped: send it again.',
  },
  invalid_profile: {
    status: 422,
    title: 'The profile cannot be as it is',
    help: 'The member problems lists what is wrong where.',
  },
  invalid_rollout: {
    status: 422,
    title: 'The rollout cannot be as it is',
    help: 'The member problems lists what is wrong where.',
  },
  secrets_not_configured: {
    status: 409,
    title: 'There is no key for secrets',
    help: 'Secrets are kept encrypted only. Set MUSTER_SECRET_KEYS, the same for every process, and start again.',
  },
  method_not_supported: {
    status: 422,
    title: 'The device does not support this',
    help: 'The command needs an RPC that the device did not list when it was asked for its methods. Queue a command of kind getRpcMethods if its software was changed since.',
  },
  acs_url_not_confirmed: {
    status: 422,
    title: 'This would send devices to another ACS',
    help: 'A device whose ManagementServer.URL is changed calls there from then on, and can not be called back from here. If it is meant, send the same again with the member confirmAcsUrl, in which the very URL stands once more. Hosts that need no such word are named in MUSTER_API_ACS_HOSTS.',
  },
  too_many_waiting: {
    status: 503,
    title: 'Too many requests are waiting',
    help: 'Ask again without wait, or after the seconds of Retry-After.',
  },
  too_many_streams: {
    status: 503,
    title: 'Too many event streams are open',
    help: 'Close one, share one, or raise MUSTER_API_MAX_STREAMS.',
  },
  too_many_reports: {
    status: 503,
    title: 'Too many exports and previews are running',
    help: 'Wait for one to end, or end one by closing its connection.',
  },
  unavailable: {
    status: 503,
    title: 'Something this needs is not available',
    help: 'Try again after the seconds of Retry-After. With the same Idempotency-Key a repeat does nothing twice.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong here',
    help: 'This is a fault of Muster. The log has an entry with the errorId of the answer.',
  },
} as const satisfies Readonly<
  Record<string, { readonly status: number; readonly title: string; readonly help: string }>
>;

export type ProblemCode = keyof typeof PROBLEMS;

export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(PROBLEMS, text);
}
