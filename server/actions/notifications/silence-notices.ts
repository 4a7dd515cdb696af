import type { SilenceType, Watched } from '../silence-watch.ts'

/** That a source has fallen silent, or speaks again. */
export interface SilenceNotice {
  /** Id of the event that says so: the same one for the same silence, or its end. */
  notice: string
  type: 'silent' | 'heard'
  /** Id of the event that said the silence; that of a silence is `notice`. */
  silence: string
  source: string
  name: string
  /** Epoch ms; null = it has never sent anything. */
  lastReceivedAt: number | null
}

interface Looked {
  /** Epoch ms. */
  now: number
  idOf(type: SilenceType, source: string, lastPosition: bigint): string
}

/** Pure: what there is to tell of sources now, of each its newest silence if it goes on, else that it is over. */
export function silenceNotices(sources: readonly Watched[], { now, idOf }: Looked): SilenceNotice[] {
  return sources.flatMap(({ silentAfter, heardAfter, lastPosition, ...watched }): SilenceNotice[] => {
    if (silentAfter === null) return []
    const { source, name, lastReceivedAt, createdAt, silenceSeconds } = watched
    const silence = idOf('source.silent', source, silentAfter)
    const about = { silence, source, name, lastReceivedAt }
    if (heardAfter === silentAfter)
      return [{ ...about, notice: idOf('source.heard', source, silentAfter), type: 'heard' }]
    // A calendar that can be read again has no newer event until something changes in it.
    const isQuiet = now - (lastReceivedAt ?? createdAt) > silenceSeconds * 1000
    // Less is known while what sources sent is counted anew: that is no sign of life.
    return lastPosition <= silentAfter && isQuiet ? [{ ...about, notice: silence, type: 'silent' }] : []
  })
}
