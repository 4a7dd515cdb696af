/** What a screen was paired to be, in one string. */
export function pairedAs({ walls, rotateSeconds }: { walls: readonly string[]; rotateSeconds: number }): string {
  return `${walls.join(' ')} ${rotateSeconds}`
}
