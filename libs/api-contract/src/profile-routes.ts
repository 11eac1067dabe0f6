import { z } from 'zod';
import {
  CheckedDraft,
  DraftToCheck,
  NewProfileRevision,
  NewPublication,
  Profile,
  ProfileList,
  ProfileName,
  ProfileRevision,
  ProfileRevisionList,
  Publication,
} from './profile.ts';
import { limit } from './request-parts.ts';
import type { Route } from './route.ts';

const tag = 'Profiles';
const params = z.strictObject({ name: ProfileName });

export const profileRoutes = {
  listProfiles: {
    method: 'get',
    path: '/api/v1/profiles',
    tag,
    summary: 'List profiles',
    responses: { 200: { description: 'All of them.', schema: ProfileList } },
    problems: [],
  },
  checkProfile: {
    method: 'post',
    path: '/api/v1/profiles/check',
    tag,
    summary: 'Check a draft of a profile',
    description:
      'Against capabilities, the models that were met, and the other profiles in force. Nothing is kept. How devices would change by it is told by a preview.',
    body: DraftToCheck,
    responses: { 200: { description: 'What is wrong with it.', schema: CheckedDraft } },
    problems: ['invalid_request'],
  },
  getProfile: {
    method: 'get',
    path: '/api/v1/profiles/{name}',
    tag,
    summary: 'Get a profile',
    params,
    responses: { 200: { description: 'The profile.', schema: Profile } },
    problems: ['profile_not_found'],
  },
  removeProfile: {
    method: 'delete',
    path: '/api/v1/profiles/{name}',
    tag,
    summary: 'Remove a profile with all its revisions',
    description: 'It is taken out of force first.',
    params,
    responses: { 204: { description: 'It is gone.' } },
    problems: ['profile_not_found'],
  },
  listProfileRevisions: {
    method: 'get',
    path: '/api/v1/profiles/{name}/revisions',
    tag,
    summary: 'List the revisions of a profile',
    params,
    query: z.strictObject({
      limit: limit(20, 100),
      before: z.coerce.number().int().min(1).exactOptional().describe('`next` of the page before.'),
    }),
    responses: { 200: { description: 'A page of revisions.', schema: ProfileRevisionList } },
    problems: ['profile_not_found'],
  },
  addProfileRevision: {
    method: 'post',
    path: '/api/v1/profiles/{name}/revisions',
    tag,
    summary: 'Add a revision to a profile',
    description:
      'The first one creates the profile. It is not in force before it is published. The very revision that is the newest already is not added again.',
    params,
    body: NewProfileRevision,
    responses: {
      201: { description: 'It is added.', schema: ProfileRevision, headers: { Location: 'Where the revision is.' } },
      200: {
        description: 'It is the newest already.',
        schema: ProfileRevision,
        headers: { Location: 'Where the revision is.' },
      },
    },
    problems: ['invalid_request', 'invalid_profile', 'acs_url_not_confirmed', 'profile_changed'],
  },
  getProfileRevision: {
    method: 'get',
    path: '/api/v1/profiles/{name}/revisions/{number}',
    tag,
    summary: 'Get a revision of a profile',
    params: z.strictObject({ name: ProfileName, number: z.coerce.number().int().min(1) }),
    responses: { 200: { description: 'The revision.', schema: ProfileRevision } },
    problems: ['profile_not_found'],
  },
  publishProfile: {
    method: 'post',
    path: '/api/v1/profiles/{name}/publish',
    tag,
    summary: 'Put a revision of a profile in force',
    description:
      'In place of the one that is; an older one to go back. Devices look at it in their next session. Publishing what is in force changes nothing. Refused when it conflicts with what is in force by now.',
    params,
    body: NewPublication,
    responses: { 200: { description: 'It is in force.', schema: Publication } },
    problems: ['profile_not_found', 'invalid_request', 'invalid_profile', 'publication_changed'],
  },
  unpublishProfile: {
    method: 'post',
    path: '/api/v1/profiles/{name}/unpublish',
    tag,
    summary: 'Take a profile out of force',
    description: 'What it did to devices stays; nothing puts it back any more. One that is not in force stays so.',
    params,
    responses: { 200: { description: 'It is out of force.', schema: Publication } },
    problems: ['profile_not_found'],
  },
} as const satisfies Readonly<Record<string, Route>>;
