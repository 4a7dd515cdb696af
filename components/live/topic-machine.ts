import type { ConnectionPhase } from './connection-state.ts'
import type { ViewPhase } from './view-state.ts'

/**
 * One topic's subscription, as the client sees it.
 * - `waiting`: there is no line
 * - `asking`: subscribe is sent, its answer is awaited; everything else about the topic is ignored (L4)
 * - `joined`: every patch applies to what is there
 * - `refused`: the server said no
 */
export type TopicPhase = 'waiting' | 'asking' | 'joined' | 'refused'

/**
 * - `line-opened`, `line-lost`
 * - `answered`: with a snapshot, or with a patch that fits
 * - `gap`: a patch does not fit, or a message does not parse
 * - `refused`: in answer, or later
 * - `due`: the time to ask again has come, or the answer has not
 */
export type TopicEvent = 'line-opened' | 'line-lost' | 'answered' | 'gap' | 'refused' | 'due'

interface Transition {
  phase: TopicPhase
  /** Send `subscribe`. */
  asks: boolean
}

const to = (phase: TopicPhase): Transition => ({ phase, asks: false })
const ask: Transition = { phase: 'asking', asks: true }

export const topicTransitions: Record<TopicPhase, Record<TopicEvent, Transition>> = {
  waiting: {
    'line-opened': ask,
    'line-lost': to('waiting'),
    answered: to('waiting'),
    gap: to('waiting'),
    refused: to('waiting'),
    due: to('waiting'),
  },
  asking: {
    'line-opened': ask,
    'line-lost': to('waiting'),
    answered: to('joined'),
    gap: to('asking'),
    refused: to('refused'),
    due: ask,
  },
  joined: {
    'line-opened': ask,
    'line-lost': to('waiting'),
    answered: to('joined'),
    gap: ask,
    refused: to('refused'),
    due: to('joined'),
  },
  refused: {
    'line-opened': ask,
    'line-lost': to('refused'),
    answered: to('refused'),
    gap: to('refused'),
    refused: to('refused'),
    due: ask,
  },
}

/**
 * What the rows of a topic are worth.
 * - `none`: there are none
 * - `seeded`: the server rendered them a moment ago, and the subscription has not been answered yet
 * - `equal`: joined
 * - `behind`: they were equal once
 * - `refused`: they may not be seen, or there is nothing to see
 */
export type Standing = 'none' | 'seeded' | 'equal' | 'behind' | 'refused'

export const viewPhases: Record<Standing, Record<ConnectionPhase, ViewPhase>> = {
  none: {
    connecting: 'loading',
    live: 'loading',
    silent: 'loading',
    reconnecting: 'offline',
    offline: 'offline',
  },
  seeded: {
    connecting: 'live',
    live: 'live',
    silent: 'stale',
    reconnecting: 'offline',
    offline: 'offline',
  },
  equal: {
    connecting: 'offline',
    live: 'live',
    silent: 'stale',
    reconnecting: 'offline',
    offline: 'offline',
  },
  behind: {
    connecting: 'stale',
    live: 'stale',
    silent: 'stale',
    reconnecting: 'offline',
    offline: 'offline',
  },
  refused: {
    connecting: 'refused',
    live: 'refused',
    silent: 'refused',
    reconnecting: 'refused',
    offline: 'refused',
  },
}
