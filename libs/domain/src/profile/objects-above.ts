/** Objects that a path is in, with final dot. */
export function objectsAbove(path: string): readonly string[] {
  const objects: string[] = [];
  for (let dot = path.indexOf('.'); dot >= 0 && dot < path.length - 1; dot = path.indexOf('.', dot + 1)) {
    objects.push(path.slice(0, dot + 1));
  }
  return objects;
}
