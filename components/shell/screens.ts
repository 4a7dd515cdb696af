import type { LucideIcon } from 'lucide-react'
import type { Permission } from '#contract/access.ts'
import {
  BellRing,
  BookOpen,
  Boxes,
  Building2,
  CalendarClock,
  CircleUser,
  KeyRound,
  ListTree,
  Radio,
  UserPlus,
  Users,
  Webhook,
} from 'lucide-react'

/**
 * The screens that exist, in the order of the navigation. A name is also the key of its words in the catalogue. On a phone there
 * is room for a few; the others lie behind *More*.
 */
export const screens = [
  { name: 'wall', group: 'watch', permission: 'view:wall', href: '/', Icon: Radio, isTab: true },
  {
    name: 'newAccounts',
    group: 'sell',
    permission: 'view:customers',
    href: '/customers/new',
    Icon: UserPlus,
    isTab: true,
  },
  {
    name: 'customers',
    group: 'sell',
    permission: 'read:customers',
    href: '/customers',
    also: ['/companies'],
    Icon: Users,
    isTab: false,
  },
  {
    name: 'meetings',
    group: 'sell',
    permission: 'view:meetings',
    href: '/meetings',
    Icon: CalendarClock,
    isTab: false,
  },
  {
    name: 'stock',
    group: 'run',
    permission: 'view:stock',
    href: '/stock',
    also: ['/settings/stock'],
    Icon: Boxes,
    isTab: true,
  },
  { name: 'events', group: 'data', permission: 'view:events', href: '/events', Icon: ListTree, isTab: false },
  {
    name: 'sources',
    group: 'data',
    permission: 'view:sources',
    href: '/settings/sources',
    Icon: Webhook,
    isTab: false,
  },
  {
    name: 'business',
    group: 'settings',
    permission: 'read:business',
    href: '/settings/business',
    Icon: Building2,
    isTab: false,
  },
  {
    name: 'access',
    group: 'settings',
    permission: 'read:audit',
    href: '/settings/people',
    also: ['/settings/tokens', '/settings/screens', '/settings/audit'],
    Icon: KeyRound,
    isTab: false,
  },
] as const satisfies readonly {
  name: string
  /** What it is for; a line in the navigation parts one group from the next. */
  group: 'watch' | 'sell' | 'run' | 'data' | 'settings'
  /** Whose it is; the navigation leaves it out for all others, and the server refuses what it shows. */
  permission: Permission
  href: string
  /** What else is its: settings, and what is opened from it but lies elsewhere. */
  also?: readonly string[]
  Icon: LucideIcon
  isTab: boolean
}[]

/** What is looked up, at the foot of the navigation. */
export const references = [{ name: 'apiReference', href: '/api-reference', Icon: BookOpen }] as const

/** Everybody's own, in the menu of their account. */
export const account = { name: 'account', href: '/account', Icon: CircleUser } as const

/** Who is told, in the same menu: what is told of stands on several screens, and only administrators have them all. */
export const notifications = {
  name: 'notifications',
  permission: 'read:recipients',
  href: '/settings/notifications',
  Icon: BellRing,
} as const satisfies { name: string; permission: Permission; href: string; Icon: LucideIcon }

export type ScreenName =
  | (typeof screens | typeof references)[number]['name']
  | typeof account.name
  | typeof notifications.name

export type Screen = (typeof screens)[number]

/**
 * The screen that the address belongs to; what lies below a screen, and what else is its, are the screen's too. One screen may lie
 * below another: the longest address says most.
 */
export function screenAt(path: string): ScreenName | undefined {
  const isBelow = (href: string): boolean => path === href || (href !== '/' && path.startsWith(`${href}/`))
  return [...screens, ...references, account, notifications]
    .filter((screen) => isBelow(screen.href) || ('also' in screen && screen.also.some(isBelow)))
    .toSorted((a, b) => b.href.length - a.href.length)[0]?.name
}

/** Beside *Try it* and *More*. */
const mostTabs = 3

/** Those of a phone: what is meant for it, and where that leaves room, what comes first of the rest. */
export function tabsOf(permitted: readonly Screen[]): readonly Screen[] {
  const meant = permitted.filter(({ isTab }) => isTab)
  const chosen = [...meant, ...permitted.filter(({ isTab }) => !isTab)].slice(0, Math.max(meant.length, mostTabs))
  return permitted.filter((screen) => chosen.includes(screen))
}
