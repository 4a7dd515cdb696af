import type { LucideIcon } from 'lucide-react'
import { BookOpen, Boxes, ListTree, Radio, Webhook } from 'lucide-react'

/** The screens that exist, in the order of the navigation. A name is also the key of its words in the catalogue. */
export const screens = [
  { name: 'wall', href: '/', Icon: Radio },
  { name: 'stock', href: '/stock', settings: '/settings/stock', Icon: Boxes },
  { name: 'events', href: '/events', Icon: ListTree },
  { name: 'sources', href: '/settings/sources', Icon: Webhook },
] as const satisfies readonly {
  name: string
  href: string
  settings?: string
  Icon: LucideIcon
}[]

/** What is looked up, at the foot of the navigation. */
export const references = [{ name: 'apiReference', href: '/api-reference', Icon: BookOpen }] as const

export type ScreenName = (typeof screens | typeof references)[number]['name']
