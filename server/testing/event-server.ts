import type { Viewer } from '#contract/role.ts'
import { allRoles } from '#contract/role-names.ts'
import type { EventServer, EventServerConfig } from '../event-server.ts'
import { startEventServer as startProduct } from '../event-server.ts'

/** Everybody, where a test is not about who asks. */
export const everybody: Viewer = { id: 'built-in', name: 'Viewer', kind: 'person', roles: [...allRoles] }

export function identifyEverybody(): Promise<Viewer> {
  return Promise.resolve(everybody)
}

/** The product as it is, but whoever asks is one person with all roles unless the test says otherwise. */
export function startEventServer(config: EventServerConfig): Promise<EventServer> {
  return startProduct({ identify: identifyEverybody, ...config })
}
