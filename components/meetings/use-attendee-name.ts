'use client'

import { useTranslations } from 'next-intl'
import type { AttendeeRow } from '#contract/views/meetings.ts'

/** @returns what somebody is called: by name, else by address. */
export function useAttendeeName(): (attendee: AttendeeRow) => string {
  const t = useTranslations('meetings')
  return ({ name, email }) => name ?? email ?? t('somebody')
}
