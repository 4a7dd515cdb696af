import type { Role } from './role-names.ts'
import { allRoles } from './role-names.ts'
import type { Viewer, Wall } from './role.ts'

/**
 * The one table of who may do what: every view, route and command has its line here from its first day. Doors
 * (webhooks) are not in it: a door's caller proves itself by signature, not by role.
 */
export const access = {
  'view:wall': allRoles,
  'view:wall-total': allRoles,
  'view:sources': ['admin', 'data'],
  'view:events': ['admin', 'data'],
  'view:stock': ['admin', 'supply'],
  'view:stock-rules': ['admin', 'supply'],
  'view:transfers': ['admin', 'supply'],
  'view:customer': ['admin', 'sales', 'support'],
  'view:company': ['admin', 'sales', 'support'],
  'view:customers': ['admin', 'sales', 'support'],
  'view:meetings': ['admin', 'sales'],
  'read:events': ['admin', 'data'],
  'read:timeline': ['admin', 'sales', 'support'],
  'read:event-stages': allRoles,
  'read:sources': allRoles,
  'read:settings': allRoles,
  'read:business': ['admin'],
  'read:stock-rules': ['admin', 'supply'],
  'read:products': ['admin', 'supply'],
  'read:recipients': ['admin', 'supply', 'sales', 'data'],
  'read:customers': ['admin', 'sales', 'support'],
  'read:quarantine': ['admin', 'data'],
  'read:audit': ['admin'],
  'read:tokens': ['admin'],
  'read:users': ['admin'],
  'read:screens': ['admin'],
  'export:customer': ['admin', 'support'],
  'read:guest-ticket': allRoles,
  'command:wall.try': allRoles,
  'command:business.change': ['admin'],
  'command:source.create': ['admin', 'data'],
  'command:source.change': ['admin', 'data'],
  'command:source.rotate': ['admin', 'data'],
  'command:source.snapshot': ['admin', 'data'],
  'command:source.release': ['admin', 'data'],
  'command:database.inspect': ['admin', 'data'],
  'command:database.plan': ['admin', 'data'],
  'command:database.preview': ['admin', 'data'],
  'command:alert.acknowledge': ['admin', 'supply'],
  'command:alert.assign': ['admin', 'supply'],
  'command:alert.snooze': ['admin', 'supply'],
  'command:alert.comment': ['admin', 'supply'],
  'command:alert.reopen': ['admin', 'supply'],
  'command:stock-rule.try': ['admin', 'supply'],
  'command:stock-rule.set': ['admin', 'supply'],
  'command:stock-rule.remove': ['admin', 'supply'],
  'command:customer.merge': ['admin', 'sales', 'support'],
  'command:customer.split': ['admin', 'sales', 'support'],
  'command:recipient.add': ['admin', 'supply', 'sales', 'data'],
  'command:recipient.remove': ['admin', 'supply', 'sales', 'data'],
  'command:transfer.accept': ['admin', 'supply'],
  'command:transfer.change': ['admin', 'supply'],
  'command:transfer.reject': ['admin', 'supply'],
  'command:transfer.destination': ['admin'],
  'command:customer.take': ['admin', 'sales', 'support'],
  'command:customer.release': ['admin', 'sales', 'support'],
  'command:customer.erase': ['admin', 'support'],
  'command:customer.call': ['admin', 'sales', 'support'],
  'command:user.roles': ['admin'],
  'command:user.deactivate': ['admin'],
  'command:user.activate': ['admin'],
  'command:user.end-sessions': ['admin'],
  'command:user.reset-second-factor': ['admin'],
  'command:invitation.create': ['admin'],
  'command:invitation.withdraw': ['admin'],
  'command:screen.pair': ['admin'],
  'command:screen.revoke': ['admin'],
  'command:token.create': ['admin'],
  'command:token.revoke': ['admin'],
  'command:quarantine.replay': ['admin', 'data'],
  'command:quarantine.discard': ['admin', 'data'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof access

/**
 * What a route demands: a permission; or `anyone` for what says nothing about the business; `signature` for a door;
 * `view` for the permission of the view that is asked for; `viewer` for whoever is known. The server refuses to register a route without one.
 */
export type RouteAccess = Permission | 'anyone' | 'signature' | 'view' | 'viewer'

/** What phones may that were shown the code on a wall, the counter and their own event's way: they have no role. */
export const guestMay: readonly Permission[] = ['view:wall-total', 'command:wall.try', 'read:event-stages']

/** What televisions may, by the wall that they show: they have no role. Another wall is another line. */
export const screenMay: Readonly<Record<Wall, readonly Permission[]>> = {
  counter: ['view:wall', 'read:guest-ticket'],
}

export function isPermission(demand: RouteAccess): demand is Permission {
  return Object.hasOwn(access, demand)
}

/** Whoever has one of these may; admin may do everything. */
export function rolesThatMay(permission: Permission): readonly Role[] {
  return ['admin', ...access[permission]]
}

/** @returns true when one of the viewer's roles may. */
export function isAllowed(viewer: Viewer, permission: Permission): boolean {
  if (viewer.kind === 'guest') return guestMay.includes(permission)
  if (viewer.kind === 'screen') return viewer.walls?.some((wall) => screenMay[wall].includes(permission)) ?? false
  const allowed = rolesThatMay(permission)
  return viewer.roles.some((role) => allowed.includes(role))
}
