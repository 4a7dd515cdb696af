'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useSyncExternalStore } from 'react'
import type { Theme } from './preferences.ts'
import { chooseTheme, shownTheme, subscribeTheme, themes } from './preferences.ts'
import { Segment } from './segment.tsx'

const icons = { system: Monitor, light: Sun, dark: Moon }

/** Light, dark, or as the system does. */
export function ThemeSwitch({ initial }: { initial: Theme }) {
  const t = useTranslations('shell.theme')
  const theme = useSyncExternalStore(subscribeTheme, shownTheme, () => initial)
  return (
    <Segment
      label={t('label')}
      value={theme}
      onChange={chooseTheme}
      options={themes.map((value) => ({ value, label: t(value), Icon: icons[value] }))}
    />
  )
}
