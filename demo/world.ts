/*
 * Brisemer, a clothing chain that does not exist: 23 stores, a web shop, and what they sell. Shares are relative
 * weights; prices are cents with tax.
 */

export interface Store {
  id: string
  name: string
  share: number
}

/** The web warehouse holds stock like a store, and sells what the web shop sells. */
export const web: Store = { id: 'web', name: 'web', share: 0 }

const storeShares: ReadonlyArray<readonly [name: string, share: number]> = [
  ['Paris Rivoli', 98],
  ['Lyon Part-Dieu', 85],
  ['Nantes Atlantis', 79],
  ['Bordeaux Ste-Catherine', 71],
  ['Lille Euralille', 67],
  ['Paris Beaugrenelle', 62],
  ['Rennes Alma', 58],
  ['Brest Siam', 45],
  ['Rouen Saint-Sever', 42],
  ['Strasbourg Halles', 41],
  ['Toulouse Capitole', 40],
  ['Caen Rives de l’Orne', 36],
  ['Quimper', 34],
  ['Vannes Centre', 33],
  ['Saint-Malo Intra-Muros', 32],
  ['La Rochelle Vieux-Port', 31],
  ['Le Havre Docks Vauban', 29],
  ['Lorient Centre', 28],
  ['Angers Centre', 26],
  ['Tours Nationale', 25],
  ['Le Mans Centre', 22],
  ['Saint-Brieuc Centre', 20],
  ['Annecy Courier', 19],
]

export const stores: readonly Store[] = storeShares.map(([name, share], index) => ({
  id: `s${String(index + 1).padStart(2, '0')}`,
  name,
  share,
}))

export interface Product {
  model: string
  title: string
  path: string
  priceCents: number
  share: number
  sizes: readonly string[]
}

const letters = ['S', 'M', 'L', 'XL'] as const
const feet = ['38', '39', '40', '41', '42', '43'] as const
const one = ['U'] as const

export const products: readonly Product[] = [
  { model: '1182', title: 'Parka Ouessant', path: '/parka-ouessant', priceCents: 18_900, share: 18, sizes: letters },
  { model: '1184', title: 'Parka Groix', path: '/parka-groix', priceCents: 16_900, share: 7, sizes: letters },
  { model: '1210', title: 'Ciré Bréhat', path: '/cire-brehat', priceCents: 11_900, share: 8, sizes: letters },
  {
    model: '2040',
    title: 'Marinière Belle-Île',
    path: '/mariniere-belle-ile',
    priceCents: 5_900,
    share: 22,
    sizes: letters,
  },
  { model: '2055', title: 'Vareuse Houat', path: '/vareuse-houat', priceCents: 8_490, share: 6, sizes: letters },
  { model: '2110', title: 'Pull Sein', path: '/pull-sein', priceCents: 9_900, share: 11, sizes: letters },
  { model: '2302', title: 'Robe Arz', path: '/robe-arz', priceCents: 7_900, share: 6, sizes: letters },
  { model: '2410', title: 'Pantalon Glénan', path: '/pantalon-glenan', priceCents: 7_490, share: 7, sizes: letters },
  { model: '3007', title: 'Bottes Cancale', path: '/bottes-cancale', priceCents: 12_900, share: 9, sizes: feet },
  { model: '3021', title: 'Espadrilles Houle', path: '/espadrilles-houle', priceCents: 3_900, share: 3, sizes: feet },
  { model: '4001', title: 'Bonnet Molène', path: '/bonnet-molene', priceCents: 2_500, share: 19, sizes: one },
  { model: '4012', title: 'Écharpe Hoëdic', path: '/echarpe-hoedic', priceCents: 3_500, share: 9, sizes: one },
  { model: '4020', title: 'Gants Batz', path: '/gants-batz', priceCents: 2_900, share: 7, sizes: one },
  {
    model: '4033',
    title: 'Chaussettes Chausey',
    path: '/chaussettes-chausey',
    priceCents: 1_290,
    share: 12,
    sizes: one,
  },
  { model: '5002', title: 'Sac Tatihou', path: '/sac-tatihou', priceCents: 6_490, share: 5, sizes: one },
]

/** A product in one size: what is sold and counted. */
export interface Variant {
  sku: string
  title: string
  product: Product
}

export const variants: readonly Variant[] = products.flatMap((product) =>
  product.sizes.map((size) => ({
    sku: `BRM-${product.model}-${size}`,
    title: size === 'U' ? product.title : `${product.title} ${size}`,
    product,
  })),
)

export function variantsOf(product: Product): Variant[] {
  return variants.filter((variant) => variant.product === product)
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

export const campaigns: readonly string[] = ['Grand froid', 'Retour au port', 'Nouvelle marinière']

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
