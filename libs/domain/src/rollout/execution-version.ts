import { type Execution, presentStep } from './execution.ts';
import type { ExecutionContext, InformFacts } from './execution-event.ts';
import { type Image, type ImageId, runsImage } from './image.ts';

type Images = Pick<ExecutionContext, 'images'>;

/** Whether the version is that of the image that is under way. */
export function isTarget(execution: Execution, version: string, { images }: Images): boolean {
  const step = presentStep(execution);
  return step !== undefined && runs(images, step.image, step.to, version);
}

/** Whether the version is the one the device had before the image that is under way. */
export function isOrigin(execution: Execution, version: string, { images }: Images): boolean {
  const step = presentStep(execution);
  if (step === undefined) return false;
  const before = execution.path[execution.step - 2];
  return version === step.from || (before !== undefined && runs(images, before.image, before.to, version));
}

/** Whether an Inform shows that the image was taken over: one that was there before needs a boot for it. */
export function showsImage(execution: Execution, inform: InformFacts, context: Images): boolean {
  return isTarget(execution, inform.softwareVersion, context) && (inform.booted || !isReinstall(execution, context));
}

export function isReinstall(execution: Execution, context: Images): boolean {
  const step = presentStep(execution);
  return step !== undefined && isTarget(execution, step.from, context);
}

/** An image that is not known any more goes by its version alone. */
function runs(images: ReadonlyMap<ImageId, Image>, id: ImageId, to: string, version: string): boolean {
  const image = images.get(id);
  return image ? runsImage(image, version) : version === to;
}
