/** An error with a stable code that says whether trying again may help. */
export abstract class MusterError extends Error {
  abstract readonly code: string;
  readonly retriable: boolean = false;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The bus holds as much as it may: slow down and try again. */
export class BusOverloaded extends MusterError {
  readonly code = 'bus_overloaded';
  override readonly retriable = true;
}

/** The event could not be made durable in time. */
export class BusUnavailable extends MusterError {
  readonly code = 'bus_unavailable';
  override readonly retriable = true;
}

export class StoreUnavailable extends MusterError {
  readonly code = 'store_unavailable';
  override readonly retriable = true;
}

/** Somebody else saved the document since it was loaded: load again, decide again. */
export class RevisionConflict extends MusterError {
  readonly code = 'revision_conflict';
  override readonly retriable = true;
}

/** A page cursor that no page ever returned, or that belongs to another order. */
export class InvalidCursor extends MusterError {
  readonly code = 'invalid_cursor';
}

/** The upload has another size than the offset at which bytes were to be added. */
export class WrongOffset extends MusterError {
  readonly code = 'wrong_offset';
  /** Bytes that are kept. */
  readonly size: number;

  constructor(size: number) {
    super(`The upload has ${size} bytes: go on there.`);
    this.size = size;
  }
}

/** There is no such file, or not any more. */
export class FileGone extends MusterError {
  readonly code = 'file_gone';
}
