import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { fileUrl, unsignedInt, wireText } from './wire-text.ts';

/** Members that the RPCs of file transfer share (TR-069 A.3.2.8, A.4.1.5, A.4.1.8). */
export const FileType = wireText(LIMITS.fileType)
  .regex(/^(?:\d+ \S|X \S+ \S)/, 'must begin with a number and a space, or with X, a vendor and a space')
  .describe('What kind of file, exactly as TR-069 spells it.')
  .meta({ examples: ['1 Firmware Upgrade Image', '3 Vendor Configuration File'] });

export const FileUrl = fileUrl(LIMITS.url)
  .describe('Where the CPE fetches or puts the file. At most 256 characters, without a user name.')
  .meta({ examples: ['https://files.example.net/f/9c1b7e'] });

export const UserName = wireText(LIMITS.credential).describe('For the file server.');
export const Password = wireText(LIMITS.credential)
  .describe('For the file server. Never shown again.')
  .meta({ writeOnly: true });
export const FileSize = unsignedInt(LIMITS.unsignedInt).describe('Bytes; 0 when unknown.');
export const TargetFileName = wireText(LIMITS.fileName).describe('Name on the CPE; mostly empty.');
export const DelaySeconds = unsignedInt(LIMITS.unsignedInt).describe('Seconds the CPE waits before it begins.');

/** A CommandKey of a raw RPC: what is given is not used. */
export const ReplacedCommandKey = z.string().max(LIMITS.commandKey).default('').describe('Muster puts its own key in.');

export const ParameterKey = wireText(LIMITS.parameterKey).describe('Key that the CPE keeps and reports from then on.');
