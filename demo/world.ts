/*
 * Brisemer, a clothing chain that does not exist: 23 stores and a web shop. Shares are relative weights. Places are real: degrees north and east of the quarter or town.
 */

export interface Store {
  id: string
  name: string
  kind: 'store' | 'web'
  share: number
  latitude: number
  longitude: number
}

/** The web warehouse holds stock like a store, and sells what the web shop and the business accounts order. */
export const web: Store = { id: 'web', name: 'web', kind: 'web', share: 0, latitude: 48.117, longitude: -1.678 }

const storeFacts: ReadonlyArray<readonly [name: string, share: number, latitude: number, longitude: number]> = [
  ['Paris Rivoli', 98, 48.859, 2.347],
  ['Lyon Part-Dieu', 85, 45.761, 4.857],
  ['Nantes Atlantis', 79, 47.224, -1.63],
  ['Bordeaux Ste-Catherine', 71, 44.838, -0.574],
  ['Lille Euralille', 67, 50.637, 3.075],
  ['Paris Beaugrenelle', 62, 48.848, 2.282],
  ['Rennes Alma', 58, 48.083, -1.678],
  ['Brest Siam', 45, 48.387, -4.488],
  ['Rouen Saint-Sever', 42, 49.431, 1.087],
  ['Strasbourg Halles', 41, 48.586, 7.742],
  ['Toulouse Capitole', 40, 43.604, 1.444],
  ['Caen Rives de l’Orne', 36, 49.177, -0.348],
  ['Quimper', 34, 47.996, -4.102],
  ['Vannes Centre', 33, 47.658, -2.76],
  ['Saint-Malo Intra-Muros', 32, 48.649, -2.026],
  ['La Rochelle Vieux-Port', 31, 46.157, -1.152],
  ['Le Havre Docks Vauban', 29, 49.49, 0.129],
  ['Lorient Centre', 28, 47.748, -3.366],
  ['Angers Centre', 26, 47.471, -0.551],
  ['Tours Nationale', 25, 47.393, 0.688],
  ['Le Mans Centre', 22, 48.006, 0.198],
  ['Saint-Brieuc Centre', 20, 48.514, -2.76],
  ['Annecy Courier', 19, 45.901, 6.122],
]

export const stores: readonly Store[] = storeFacts.map(([name, share, latitude, longitude], index) => ({
  id: `s${String(index + 1).padStart(2, '0')}`,
  name,
  kind: 'store',
  share,
  latitude,
  longitude,
}))

/** Everywhere that holds stock. */
export const places: readonly Store[] = [...stores, web]

export function placeById(id: string): Store | undefined {
  return places.find((place) => place.id === id)
}

export interface Page {
  path: string
  title: string
  share: number
}

/** Pages that are not about one product. */
export const pages: readonly Page[] = [
  { path: '/', title: 'Brisemer', share: 20 },
  { path: '/parkas-et-cires', title: 'Parkas et cirés', share: 14 },
  { path: '/marinieres', title: 'Marinières', share: 12 },
  { path: '/nouveautes', title: 'Nouveautés', share: 11 },
  { path: '/guide-des-tailles', title: 'Guide des tailles', share: 6 },
  { path: '/magasins', title: 'Magasins', share: 4 },
  { path: '/magasins/quimper', title: 'Magasins, Quimper', share: 2 },
  { path: '/livraison-et-retours', title: 'Livraison et retours', share: 3 },
  { path: '/entreprises', title: 'Comptes pro', share: 2 },
]

export const cart: Page = { path: '/panier', title: 'Panier', share: 0 }

export interface Campaign {
  name: string
  /** What its mails show and link to. */
  models: readonly string[]
}

export const campaigns: readonly Campaign[] = [
  { name: 'Grand froid', models: ['1182', '1184'] },
  { name: 'Retour au port', models: ['1210', '2055'] },
  { name: 'Nouvelle marinière', models: ['2040'] },
]

export const ticketTopics: readonly string[] = [
  'Delivery',
  'Size exchange',
  'Refund',
  'Store opening hours',
  'Embroidery',
]
export const returnReasons: readonly string[] = ['too small', 'too large', 'not as expected', 'arrived late']

export const site = 'https://www.brisemer.example'
export const timeZone = 'Europe/Paris'

/** The customers it had before today. */
export const customerIds: readonly string[] = Array.from({ length: 6000 }, (_, index) => `c${10_000 + index}`)

/** Hotels, sailing schools and boatyards, which order for their people. */
export const businessAccounts: readonly string[] = Array.from({ length: 40 }, (_, index) => `p${100 + index}`)
