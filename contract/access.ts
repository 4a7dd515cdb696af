import type { Role, Viewer } from './role.ts'
import { allRoles } from './role.ts'

/**
 * The one table of who may do what. Every view, route and command has its line here from its first day; what has
 * no line is refused. Doors (webhooks) are not in it: a door's caller proves itself by signature, not by role.
 */
export const access = {
  'view:wall': allRoles,
  'read:events': ['admin', 'data'],
  'read:event-stages': allRoles,
  'read:sources': allRoles,
  'read:settings': allRoles,
  'command:wall.try': allRoles,
  'command:source.create': ['admin', 'data'],
  'command:source.rotate': ['admin', 'data'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof access

/** @returns true when one of the viewer's roles is on the permission's line; admin may do everything. */
export function isAllowed(viewer: Viewer, permission: Permission): boolean {
  const allowed: readonly Role[] = access[permission]
  return viewer.roles.some((role) => role === 'admin' || allowed.includes(role))
}
