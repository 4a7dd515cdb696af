'use client'

import {
  ArrowRightLeft,
  Languages,
  Monitor,
  Moon,
  PackageSearch,
  Send,
  SlidersHorizontal,
  Sun,
  Tv,
  UserRound,
} from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { rememberOpened, useRecentlyOpened } from '#components/customers/recently-opened.ts'
import { useView } from '#components/live/use-view.ts'
import { languages } from '#components/shell/language-switch.tsx'
import { chooseTheme, localeCookie, rememberPreference, themes } from '#components/shell/preferences.ts'
import { account, notifications, references } from '#components/shell/screens.ts'
import { usePermittedScreens } from '#components/shell/use-permitted-screens.ts'
import { useMay } from '#components/viewer/viewer-context.tsx'
import { ledgerHref, rulesHref, skuHref } from '#components/stock/stock-address.ts'
import type { PaletteEntry } from './palette-entry.ts'

const themeIcons = { system: Monitor, light: Sun, dark: Moon }

/** Screens, and what is no screen but has a page. */
export function useScreenEntries(): PaletteEntry[] {
  const t = useTranslations('shell')
  const router = useRouter()
  const permitted = usePermittedScreens()
  const own = useMay(notifications.permission) ? [account, notifications] : [account]
  const entry = { group: 'screens', detail: '' } as const
  return [
    ...[...permitted, ...references, ...own].map(({ name, href, Icon }) => ({
      ...entry,
      id: `screen:${name}`,
      label: t(name),
      Icon,
      choose: () => router.push(href),
    })),
    { ...entry, id: 'screen:try', label: t('try'), Icon: Send, choose: () => router.push('/try') },
    // The television page is its own document, sized by the window.
    { ...entry, id: 'screen:tv', label: t('tv'), Icon: Tv, choose: () => location.assign('/tv') },
  ]
}

/** What lies behind stock, by what links to it say and what it is called there. */
export function useBehindStockEntries(): PaletteEntry[] {
  const t = useTranslations('stock')
  const shell = useTranslations('shell')
  const router = useRouter()
  const [mayRules, mayLedger] = [useMay('view:stock-rules'), useMay('view:transfers')]
  const rules = { label: t('rules'), detail: shell('stock'), href: rulesHref, Icon: SlidersHorizontal }
  const ledger = { label: t('ledger.link'), detail: t('ledger.title'), href: ledgerHref, Icon: ArrowRightLeft }
  return [...(mayRules ? [rules] : []), ...(mayLedger ? [ledger] : [])].map(({ href, ...entry }) => ({
    ...entry,
    id: `screen:${href}`,
    group: 'screens',
    choose: () => router.push(href),
  }))
}

export function usePreferenceEntries(): PaletteEntry[] {
  const t = useTranslations('shell')
  const router = useRouter()
  const chooseLanguage = (value: string): void => {
    rememberPreference(localeCookie, value)
    router.refresh()
  }
  return [
    ...themes.map((theme) => ({
      id: `theme:${theme}`,
      group: 'preferences' as const,
      label: t(`theme.${theme}`),
      detail: t('theme.label'),
      Icon: themeIcons[theme],
      choose: () => chooseTheme(theme),
    })),
    ...languages.map(({ value, label }) => ({
      id: `language:${value}`,
      group: 'preferences' as const,
      label,
      detail: t('language'),
      Icon: Languages,
      choose: () => chooseLanguage(value),
    })),
  ]
}

/** Customers that this browser opened last; whoever looks now may be somebody else than whoever opened them. */
export function useOpenedEntries(): PaletteEntry[] {
  const router = useRouter()
  const may = useMay('read:customers')
  const opened = useRecentlyOpened()
  if (!may) return []
  return opened.map((customer) => ({
    id: `opened:${customer.id}`,
    group: 'opened',
    label: customer.title,
    detail: customer.detail,
    Icon: UserRound,
    choose: () => {
      rememberOpened(customer)
      router.push(`/customers/${customer.id}`)
    },
  }))
}

/** What needs somebody, once each. */
export function useStockEntries(): PaletteEntry[] {
  const router = useRouter()
  const may = useMay('view:stock')
  const titles = new Map<string, string>()
  for (const row of useView('stock').rows.values()) if (row.kind === 'alert') titles.set(row.sku, row.title)
  if (!may) return []
  return [...titles].map(([sku, title]) => ({
    id: `sku:${sku}`,
    group: 'stock',
    label: sku,
    detail: title,
    Icon: PackageSearch,
    choose: () => router.push(skuHref(sku)),
  }))
}
