import { ProblemError } from '../../runtime/problem-error.ts'
import type { ProviderRequest, SentValue } from '../provider.ts'
import type { MappedItem } from '../webhook-events.ts'
import { collectPath, mapCollected } from './collect.ts'
import type { TrackingConfig } from './permission.ts'
import { pathOf } from './request-path.ts'
import { mapSegment, segmentPaths } from './segment.ts'
import { mapUmami, umamiPath } from './umami.ts'

/**
 * What one tracking client's body says, in the order sent. Each event goes through `permit`.
 *
 * @throws ProblemError when the whole body is not of that client.
 */
export type Protocol = (request: ProviderRequest, body: SentValue, config: TrackingConfig) => MappedItem[]

/** Which client speaks is told by the path alone; all of them use the same sources and keys. */
const protocols: ReadonlyMap<string, Protocol> = new Map<string, Protocol>([
  ...segmentPaths.map((path) => [path, mapSegment] as const),
  [collectPath, mapCollected],
  [umamiPath, mapUmami],
])

/** @throws ProblemError `not-found` for a path that no tracking client sends to. */
export function protocolOf(url: string): Protocol {
  const protocol = protocols.get(pathOf(url))
  if (protocol) return protocol
  throw new ProblemError('not-found', 'no tracking client sends to this path')
}
