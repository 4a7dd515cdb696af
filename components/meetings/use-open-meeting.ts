'use client'

import { useState } from 'react'
import type { MeetingDay } from './meeting-days.ts'
import { meetingToShow } from './meeting-days.ts'

interface OpenMeeting {
  /** Id of the meeting that the address names. */
  asked: string | undefined
  now: number
}

/**
 * Id of the meeting whose brief is shown. Where the address names none it is chosen once: what somebody reads, or speaks from, does
 * not become another at the minute when the meeting should have ended.
 */
export function useOpenMeeting(days: readonly MeetingDay[], { asked, now }: OpenMeeting): string | undefined {
  const [shown, setShown] = useState<string | undefined>()
  const chosen = asked === undefined ? meetingToShow(days, { shown, now }) : undefined
  if (chosen !== shown) setShown(chosen)
  return asked ?? chosen
}
