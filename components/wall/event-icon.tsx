import type { LucideIcon } from 'lucide-react'
import {
  Boxes,
  Calendar,
  Eye,
  Footprints,
  Mail,
  Megaphone,
  Radio,
  Send,
  ShoppingBag,
  ShoppingCart,
  Store,
  Tag,
  Ticket,
  Truck,
  User,
  UserPlus,
  Webhook,
} from 'lucide-react'

const byNoun: Record<string, LucideIcon> = {
  page: Eye,
  customer: User,
  cart: ShoppingCart,
  order: ShoppingBag,
  stock: Boxes,
  product: Tag,
  store: Store,
  delivery: Truck,
  campaign: Megaphone,
  meeting: Calendar,
  ticket: Ticket,
  mail: Mail,
  visits: Footprints,
  wall: Send,
  source: Webhook,
}

/** The noun of a type chooses its sign, so that a new verb needs none of its own. */
export function EventIcon({ type }: { type: string }) {
  const noun = type.split('.', 1)[0] ?? ''
  const Icon = type === 'customer.created' ? UserPlus : (byNoun[noun] ?? Radio)
  return <Icon aria-hidden="true" strokeWidth={1.6} className="size-3.5 text-ink-faint" />
}
