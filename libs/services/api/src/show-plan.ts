import { genericPath, isSecretPath, type Plan, type PlanStep } from '#libs/domain';
import { shownValue } from './hidden-value.ts';

/** Whether the value of a parameter is hidden, whatever its name. */
export type IsHidden = (path: string) => boolean;

const NAMED = 8;
/** In words, by their codes (TR-069 A.3.2.4). */
export const NOTIFICATIONS = ['no notification', 'passive notification', 'active notification'] as const;

/** The steps of a plan as operators see them, without secrets. */
export function showSteps({ steps }: Plan, isHidden: IsHidden = isSecretPath) {
  return steps.map((step) => ({
    do: step.do,
    text: stepText(step, isHidden),
    ...(step.do === 'set' && step.risky ? { risky: true as const } : {}),
  }));
}

/** The steps without numbers of rows and without values: plans that do the same kind of thing have the same texts. */
export function shapeOf({ steps }: Plan): readonly string[] {
  const texts = steps.map((step) => stepShape(step));
  return texts.filter((text, index) => texts.indexOf(text) === index);
}

function stepText(step: PlanStep, isHidden: IsHidden): string {
  switch (step.do) {
    case 'list':
      return `List ${step.path}`;
    case 'read':
      return `Read ${listed(step.paths)}`;
    case 'verify':
      return `Read back ${listed(step.paths)}`;
    case 'delete':
      return `Delete ${step.object}${step.row === undefined ? '' : ` (${step.row})`}`;
    case 'add':
      return `Add ${step.row}`;
    case 'set':
      return `Set ${step.values.map(({ path, value }) => `${path} = ${JSON.stringify(shownValue(path, value, isHidden(path)))}`).join(', ')}`;
    case 'attributes':
      return step.attributes.map(({ path, notification }) => `${path}: ${NOTIFICATIONS[notification]}`).join(', ');
    case 'reboot':
      return 'Reboot';
  }
}

function stepShape(step: PlanStep): string {
  switch (step.do) {
    case 'list':
      return `List ${genericPath(step.path)}`;
    case 'read':
    case 'verify':
      return `${step.do === 'read' ? 'Read' : 'Read back'} ${generic(step.paths)}`;
    case 'delete':
      return `Delete ${genericPath(step.object)}`;
    case 'set':
      return `Set ${generic(step.values.map(({ path }) => path))}`;
    case 'attributes':
      return `Notification of ${generic(step.attributes.map(({ path }) => path))}`;
    default:
      return stepText(step, isSecretPath);
  }
}

function generic(paths: readonly string[]): string {
  return [...new Set(paths.map(genericPath))].join(', ');
}

function listed(paths: readonly string[]): string {
  const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : '';
  return `${paths.slice(0, NAMED).join(', ')}${more}`;
}
