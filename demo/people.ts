import type { Random } from './random.ts'
import { pick } from './random.ts'

/*
 * Who buys at Brisemer. Their names are words of the sea, so that nobody is called like them, and their addresses end in a
 * domain that cannot exist.
 */

const firstNames = [
  'Aziliz',
  'Briac',
  'Corentin',
  'Enora',
  'Gwenn',
  'Katell',
  'Loeiz',
  'Maïwenn',
  'Nolwenn',
  'Ronan',
] as const
const familyNames = [
  'Ressac',
  'Embrun',
  'Grandvoile',
  'Misaine',
  'Goémon',
  'Brisant',
  'Cormoran',
  'Estran',
  'Amarre',
  'Jusant',
  'Balise',
  'Dunette',
] as const
const houses = [
  'Hôtel du Phare',
  'École de voile des Embruns',
  'Chantier Misaine',
  'Hôtel de la Jetée',
  'Le Fournil du Quai',
  'Gîtes de l’Estran',
  'Les Passeurs du Jusant',
  'Criée aux Balises',
] as const

/** Where anybody gets an address: nobody's company. */
export const freeMailDomain = 'mail.example'

export interface Person {
  customerId: string
  name: string
  email: string
  /** Where they buy for; absent = for themselves. */
  company?: string
}

/** The same name for the same number, whoever asks, and whenever. */
export function personOf(customerId: string): Person {
  const number = Number.parseInt(customerId.replaceAll(/\D/g, '').slice(-7) || '0', 10)
  const name = `${nth(firstNames, number)} ${nth(familyNames, Math.floor(number / firstNames.length))}`
  return { customerId, name, email: `${plain(name)}.${customerId}@${freeMailDomain}` }
}

/** People who buy for a house: some of each. */
export const buyers: readonly Person[] = houses.flatMap((company, house) =>
  [0, 1, 2].map((index) => {
    const customerId = `b${100 + house * 10 + index}`
    const { name } = personOf(customerId)
    return { customerId, name, email: `${plain(name)}@${plain(company)}.example`, company }
  }),
)

export function somebody(random: Random, customerIds: readonly string[]): Person {
  return random() < buyersShare ? pick(random, buyers) : personOf(pick(random, customerIds))
}

const buyersShare = 0.15

function nth<Item>(items: readonly [Item, ...Item[]], number: number): Item {
  return items[number % items.length] ?? items[0]
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
}
