import type { LucideIcon } from 'lucide-react'
import {
  BookOpen,
  Boxes,
  Building2,
  CalendarClock,
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
  { name: 'wall', href: '/', Icon: Radio, isTab: true },
  { name: 'newAccounts', href: '/customers/new', Icon: UserPlus, isTab: true },
  { name: 'customers', href: '/customers', Icon: Users, isTab: false },
  { name: 'meetings', href: '/meetings', Icon: CalendarClock, isTab: false },
  { name: 'stock', href: '/stock', settings: ['/settings/stock', '/settings/notifications'], Icon: Boxes, isTab: true },
  { name: 'events', href: '/events', Icon: ListTree, isTab: false },
  { name: 'sources', href: '/settings/sources', Icon: Webhook, isTab: false },
  { name: 'business', href: '/settings/business', Icon: Building2, isTab: false },
  {
    name: 'access',
    href: '/settings/people',
    settings: ['/settings/tokens', '/settings/screens', '/settings/audit'],
    Icon: KeyRound,
    isTab: false,
  },
] as const satisfies readonly {
  name: string
  href: string
  settings?: readonly string[]
  Icon: LucideIcon
  isTab: boolean
}[]

/** What is looked up, at the foot of the navigation. */
export const references = [{ name: 'apiReference', href: '/api-reference', Icon: BookOpen }] as const

export type ScreenName = (typeof screens | typeof references)[number]['name']
