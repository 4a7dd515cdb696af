'use client'

import { useCallback, useSyncExternalStore } from 'react'
import type { ViewSnapshot } from '#contract/view.ts'
import { useLiveStore } from './live-context.ts'
import { viewOfSnapshot } from './view-of-snapshot.ts'
import type { AppliedSample, RowOfTopic, ViewState } from './view-state.ts'

/**
 * A view, kept equal to the server while the component is mounted.
 *
 * @param initial the snapshot that the server component fetched: rendered by the server and by the first paint, and
 *   where the subscription continues from. Read once; a later one is ignored.
 */
export function useView<const Topic extends string>(
  topic: Topic,
  initial?: ViewSnapshot,
): ViewState<RowOfTopic<Topic>> {
  const store = useLiveStore()
  const fallback = viewOfSnapshot(initial)
  const subscribe = useCallback(
    (listener: () => void) => store.watch(topic, listener, initial),
    [store, topic, initial],
  )
  const view = useSyncExternalStore(
    subscribe,
    () => store.view(topic) ?? fallback,
    () => fallback,
  )
  // The gateway reads a topic's rows from the view of that name, whose schema RowOfTopic is inferred from.
  return view as ViewState<RowOfTopic<Topic>>
}

/**
 * One row of a view; re-renders only when that row changes.
 *
 * @returns undefined when the view has no such row (yet).
 */
export function useRow<const Topic extends string>(
  topic: Topic,
  key: string,
  initial?: ViewSnapshot,
): RowOfTopic<Topic> | undefined {
  const store = useLiveStore()
  const fallback = viewOfSnapshot(initial)
  const subscribe = useCallback(
    (listener: () => void) => store.watchRow({ topic, key, initial }, listener),
    [store, topic, key, initial],
  )
  const row = useSyncExternalStore(
    subscribe,
    () => (store.view(topic) ?? fallback).rows.get(key),
    () => fallback.rows.get(key),
  )
  // As in useView.
  return row as RowOfTopic<Topic> | undefined
}

/**
 * The latest painted patches and snapshots of a topic that some component watches, oldest first, at most 500. Nothing
 * is measured while the tab is hidden. For single samples without a re-render: `useLiveStore().onApplied`.
 */
export function useAppliedSamples(topic: string): readonly AppliedSample[] {
  const store = useLiveStore()
  const subscribe = useCallback((listener: () => void) => store.onApplied(topic, listener), [store, topic])
  return useSyncExternalStore(
    subscribe,
    () => store.samples(topic),
    () => noSamples,
  )
}

const noSamples: readonly AppliedSample[] = []
