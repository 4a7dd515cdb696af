import type { Permission } from '#contract/access.ts'
import { isAllowed } from '#contract/access.ts'
import type { Viewer } from '#contract/role.ts'
import { allRoles } from '#contract/role.ts'
import { ProblemError } from '../runtime/problem-error.ts'

/** Until people sign in everybody is this one; the servers listen on loopback unless they are told otherwise. */
export const builtInViewer: Viewer = { id: 'built-in', name: 'Viewer', roles: [...allRoles] }

/** @throws ProblemError `forbidden` when the viewer's roles are not on the permission's line. */
export function assertAllowed(viewer: Viewer, permission: Permission): void {
  if (!isAllowed(viewer, permission)) throw new ProblemError('forbidden', `your roles do not include ${permission}`)
}
