'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { Theme } from './preferences.ts'
import { rememberPreference, themeCookie, themes } from './preferences.ts'
import { Segment } from './segment.tsx'

const icons = { system: Monitor, light: Sun, dark: Moon }

/** Light, dark, or as the system does. */
export function ThemeSwitch({ initial }: { initial: Theme }) {
  const t = useTranslations('shell.theme')
  const [theme, setTheme] = useState(initial)
  const choose = (next: Theme): void => {
    rememberPreference(themeCookie, next)
    if (next === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = next
    setTheme(next)
  }
  return (
    <Segment
      label={t('label')}
      value={theme}
      onChange={choose}
      options={themes.map((value) => ({ value, label: t(value), Icon: icons[value] }))}
    />
  )
}
