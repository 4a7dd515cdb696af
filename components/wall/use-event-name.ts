'use client'

import { useTranslations } from 'next-intl'
import { eventMessageOf } from './event-words.ts'

/** What a type of event is called; one without words of its own is shown as it is. */
export function useEventName(): (type: string) => string {
  const t = useTranslations('events')
  return (type) => {
    const message = eventMessageOf(type)
    return message === undefined ? type : t(message)
  }
}
