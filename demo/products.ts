/* What Brisemer sells. Shares are relative weights; prices are cents with tax, margins cents without. */

export interface Product {
  model: string
  title: string
  path: string
  category: string
  priceCents: number
  /** What is left of the price without tax and what it costs. */
  marginCents: number
  share: number
  sizes: readonly string[]
}

const letters = ['S', 'M', 'L', 'XL'] as const
const feet = ['38', '39', '40', '41', '42', '43'] as const
const one = ['U'] as const

export const products: readonly Product[] = [
  {
    model: '1182',
    title: 'Parka Ouessant',
    path: '/parka-ouessant',
    category: 'Parkas et cirés',
    priceCents: 18_900,
    marginCents: 8_190,
    share: 18,
    sizes: letters,
  },
  {
    model: '1184',
    title: 'Parka Groix',
    path: '/parka-groix',
    category: 'Parkas et cirés',
    priceCents: 16_900,
    marginCents: 7_320,
    share: 7,
    sizes: letters,
  },
  {
    model: '1210',
    title: 'Ciré Bréhat',
    path: '/cire-brehat',
    category: 'Parkas et cirés',
    priceCents: 11_900,
    marginCents: 5_160,
    share: 8,
    sizes: letters,
  },
  {
    model: '2040',
    title: 'Marinière Belle-Île',
    path: '/mariniere-belle-ile',
    category: 'Marinières et pulls',
    priceCents: 5_900,
    marginCents: 2_950,
    share: 22,
    sizes: letters,
  },
  {
    model: '2055',
    title: 'Vareuse Houat',
    path: '/vareuse-houat',
    category: 'Marinières et pulls',
    priceCents: 8_490,
    marginCents: 4_010,
    share: 6,
    sizes: letters,
  },
  {
    model: '2110',
    title: 'Pull Sein',
    path: '/pull-sein',
    category: 'Marinières et pulls',
    priceCents: 9_900,
    marginCents: 4_620,
    share: 11,
    sizes: letters,
  },
  {
    model: '2302',
    title: 'Robe Arz',
    path: '/robe-arz',
    category: 'Robes et pantalons',
    priceCents: 7_900,
    marginCents: 3_690,
    share: 6,
    sizes: letters,
  },
  {
    model: '2410',
    title: 'Pantalon Glénan',
    path: '/pantalon-glenan',
    category: 'Robes et pantalons',
    priceCents: 7_490,
    marginCents: 3_380,
    share: 7,
    sizes: letters,
  },
  {
    model: '3007',
    title: 'Bottes Cancale',
    path: '/bottes-cancale',
    category: 'Chaussures',
    priceCents: 12_900,
    marginCents: 5_590,
    share: 9,
    sizes: feet,
  },
  {
    model: '3021',
    title: 'Espadrilles Houle',
    path: '/espadrilles-houle',
    category: 'Chaussures',
    priceCents: 3_900,
    marginCents: 1_820,
    share: 3,
    sizes: feet,
  },
  {
    model: '4001',
    title: 'Bonnet Molène',
    path: '/bonnet-molene',
    category: 'Accessoires',
    priceCents: 2_500,
    marginCents: 1_250,
    share: 19,
    sizes: one,
  },
  {
    model: '4012',
    title: 'Écharpe Hoëdic',
    path: '/echarpe-hoedic',
    category: 'Accessoires',
    priceCents: 3_500,
    marginCents: 1_790,
    share: 9,
    sizes: one,
  },
  {
    model: '4020',
    title: 'Gants Batz',
    path: '/gants-batz',
    category: 'Accessoires',
    priceCents: 2_900,
    marginCents: 1_370,
    share: 7,
    sizes: one,
  },
  {
    model: '4033',
    title: 'Chaussettes Chausey',
    path: '/chaussettes-chausey',
    category: 'Accessoires',
    priceCents: 1_290,
    marginCents: 640,
    share: 12,
    sizes: one,
  },
  {
    model: '5002',
    title: 'Sac Tatihou',
    path: '/sac-tatihou',
    category: 'Accessoires',
    priceCents: 6_490,
    marginCents: 3_020,
    share: 5,
    sizes: one,
  },
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

export function variantBySku(sku: string): Variant | undefined {
  return bySku.get(sku)
}

const bySku: ReadonlyMap<string, Variant> = new Map(variants.map((variant) => [variant.sku, variant]))
