'use client'

import { useRouter } from 'next/navigation'
import { useLocale, useTranslations } from 'next-intl'
import { localeCookie, rememberPreference } from './preferences.ts'
import { Segment } from './segment.tsx'

/** Each is called as it calls itself. */
export const languages = [
  { value: 'en', label: 'English' },
  { value: 'fr', label: 'Français' },
]

/** The language of the words; numbers and dates follow it. */
export function LanguageSwitch() {
  const t = useTranslations('shell')
  const router = useRouter()
  const language = useLocale().split('-', 1)[0] ?? 'en'
  return (
    <Segment
      label={t('language')}
      value={language}
      options={languages}
      onChange={(next) => {
        rememberPreference(localeCookie, next)
        router.refresh()
      }}
    />
  )
}
