import { type DocumentReader, isObject, type JsonObject } from '../profile/document-reader.ts';
import { pointerTo } from '../profile/profile-problem.ts';

/** Members of a rollout as they come from outside: undefined where they are absent, or wrong and told so. */
export class RolloutReader {
  readonly document: DocumentReader;

  constructor(document: DocumentReader) {
    this.document = document;
  }

  object(json: unknown, pointer: string, members: readonly string[]): JsonObject | undefined {
    if (!isObject(json)) {
      return this.document.problem(pointer, json === undefined ? 'missing' : 'wrong_type', 'A JSON object is needed.');
    }
    this.document.unknownMembers(json, members, pointer);
    return json;
  }

  /** A whole number within both ends. */
  whole(object: JsonObject, name: string, pointer: string, least: number, most: number): number | undefined {
    const value = object[name];
    if (!Object.hasOwn(object, name)) return undefined;
    if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return Number(value);
    return this.document.problem(pointerTo(pointer, name), 'wrong_type', `A whole number from ${least} to ${most}.`);
  }

  /** 0 to 1. */
  share(object: JsonObject, name: string, pointer: string): number | undefined {
    const value = object[name];
    if (!Object.hasOwn(object, name)) return undefined;
    if (typeof value === 'number' && value >= 0 && value <= 1) return value;
    return this.document.problem(pointerTo(pointer, name), 'wrong_type', 'A number from 0 to 1.');
  }

  flag(object: JsonObject, name: string, pointer: string): boolean | undefined {
    const value = object[name];
    if (!Object.hasOwn(object, name) || typeof value === 'boolean') return value as boolean | undefined;
    return this.document.problem(pointerTo(pointer, name), 'wrong_type', 'It is true or false.');
  }

  /** Well-formed, and not too long. */
  text(object: JsonObject, name: string, pointer: string, most: number): string | undefined {
    const value = object[name];
    if (!Object.hasOwn(object, name)) return undefined;
    if (typeof value === 'string' && value.length <= most && value.isWellFormed()) return value;
    return this.document.problem(pointerTo(pointer, name), 'wrong_type', `A text of at most ${most} characters.`);
  }

  /** The items that can be read; undefined when it is absent or no list. */
  items<T>(
    json: unknown,
    pointer: string,
    most: number,
    read: (item: unknown, pointer: string) => T | undefined,
  ): readonly T[] | undefined {
    if (json === undefined) return undefined;
    const list = this.document.list({ json, pointer }, most);
    return list?.flatMap((item, index) => read(item, pointerTo(pointer, index)) ?? []);
  }

  needed<T>(value: T | undefined, object: JsonObject, name: string, pointer: string): T | undefined {
    if (!Object.hasOwn(object, name)) this.document.problem(pointerTo(pointer, name), 'missing', 'It is needed.');
    return value;
  }
}
