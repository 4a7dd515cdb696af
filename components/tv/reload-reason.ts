const longestMs = 24 * 3_600_000

interface PageLife {
  /** The build this page is of. */
  ownBuild: string
  /** The build that answers now; null when nobody answered. */
  servedBuild: string | null
  connected: boolean
  upMs: number
  /** A page that loads itself leaves it, and only a press leads back. */
  isFullScreen: boolean
}

/**
 * Whether a screen that nobody touches loads itself again: for a new build, or once a day against what browsers gather.
 * Never while the server does not answer, since a reload would then end on an error page.
 */
export function reloadReason({
  ownBuild,
  servedBuild,
  connected,
  upMs,
  isFullScreen,
}: PageLife): 'new-build' | 'age' | null {
  if (servedBuild === null || !connected) return null
  if (servedBuild !== ownBuild) return 'new-build'
  return upMs >= longestMs && !isFullScreen ? 'age' : null
}
