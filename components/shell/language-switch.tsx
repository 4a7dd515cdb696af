'use client'

import { useRouter } from 'next/navigation'
import { useLocale, useTranslations } from 'next-intl'
import { localeCookie, rememberPreference } from './preferences.ts'
import { Segment } from './segment.tsx'

// What is read aloud contains what is seen, so that voice control finds it.
const languages = [
  { value: 'en', label: 'English (EN)', content: 'EN' },
  { value: 'fr', label: 'Français (FR)', content: 'FR' },
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
