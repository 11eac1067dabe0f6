import { nearestFields } from '../filter/nearest-fields.ts';
import type { Scalar } from './profile.ts';
import { PROFILE_LIMITS, type ProfileProblem, type ProfileProblemCode, pointerTo, shown } from './profile-problem.ts';
import { parseTemplate } from './template.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** A piece of the document and where it is. */
export interface Place {
  readonly json: unknown;
  readonly pointer: string;
}

/** Reads pieces of a hostile document, keeps what is wrong with them, and counts what there may be only so much of. */
export class DocumentReader {
  readonly problems: ProfileProblem[] = [];
  #values = 0;
  #text = 0;

  problem(pointer: string, code: ProfileProblemCode, detail: string): undefined {
    if (this.problems.length < PROFILE_LIMITS.problems) this.problems.push({ pointer, code, detail });
    return undefined;
  }

  /** Undefined when it is none. `what` begins a sentence. */
  object({ json, pointer }: Place, what: string): JsonObject | undefined {
    if (isObject(json)) return json;
    return this.problem(pointer, 'wrong_type', `${what} is a JSON object.`);
  }

  unknownMembers(object: JsonObject, known: readonly string[], pointer: string): void {
    for (const name of Object.keys(object)) {
      if (known.includes(name)) continue;
      const nearest = nearestFields(name, known);
      const hint = nearest.length > 0 ? `Near it: ${nearest.join(', ')}.` : `Known are: ${known.join(', ')}.`;
      this.problem(pointerTo(pointer, name), 'unknown_member', `There is no ${shown(name)} here. ${hint}`);
    }
  }

  /** One of some words; undefined when the member is absent, or none of them. */
  word<W extends string>(object: JsonObject, name: string, words: readonly W[], pointer: string): W | undefined {
    if (!Object.hasOwn(object, name)) return undefined;
    const word = words.find((candidate) => candidate === object[name]);
    return word ?? this.problem(pointerTo(pointer, name), 'wrong_type', `It is one of ${words.join(', ')}.`);
  }

  /** A list within a limit; undefined when it is none. */
  list({ json, pointer }: Place, limit: number): readonly unknown[] | undefined {
    if (!Array.isArray(json)) return this.problem(pointer, 'wrong_type', 'A list is needed.');
    if (json.length > limit) return this.problem(pointer, 'too_much', `More than ${limit}.`);
    return json;
  }

  /** A value to be had: undefined when it is none. */
  scalar({ json, pointer }: Place): Scalar | undefined {
    if (++this.#values > PROFILE_LIMITS.values) return this.#tooMuch(`More than ${PROFILE_LIMITS.values} values.`);
    switch (typeof json) {
      case 'boolean':
        return json;
      case 'number':
        if (Number.isFinite(json) && Math.abs(json) <= Number.MAX_SAFE_INTEGER) return json;
        return this.problem(pointer, 'bad_value', 'So large a number is not exact in JSON: write it as a text.');
      case 'string':
        return this.#textValue(json, pointer);
      default:
        return this.problem(pointer, 'wrong_type', 'A value is a text, a number, true or false.');
    }
  }

  #textValue(text: string, pointer: string): string | undefined {
    this.#text += text.length;
    if (this.#text > PROFILE_LIMITS.text) {
      return this.#tooMuch(`More than ${PROFILE_LIMITS.text} characters in all values together.`);
    }
    const parsed = parseTemplate(text);
    return 'problem' in parsed ? this.problem(pointer, 'bad_template', parsed.problem) : text;
  }

  /** Of the document as a whole, and told once. */
  #tooMuch(detail: string): undefined {
    if (this.problems.some((problem) => problem.pointer === '' && problem.detail === detail)) return undefined;
    return this.problem('', 'too_much', detail);
  }
}

export function isObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
