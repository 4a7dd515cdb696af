import type { ViewFact } from './facts.ts'
import type { MovedLevel, Span } from './level.ts'
import type {
  Alert,
  AlertComment,
  CancelledOrder,
  Delivery,
  OrderLine,
  Pair,
  Place,
  Product,
  SilentSpan,
  SkuState,
  StockRule,
} from './state.ts'

/** What was changed, and so is written; what is not in here is as it was read. */
export interface Changes {
  pairs: Set<Pair>
  skus: Set<SkuState>
  sales: Map<string, { pair: Pair; hour: number }>
  movements: Map<MovedLevel, Pair>
  spans: Map<Pair, readonly Span[]>
  alerts: Set<Alert>
  comments: AlertComment[]
  deliveries: Set<Delivery>
  orderLines: Set<OrderLine>
  cancelled: Map<string, CancelledOrder>
  products: Set<Product>
  prices: Product[]
  places: Set<Place>
  placeSources: { place: string; source: string; position: bigint }[]
  silent: Set<SilentSpan>
  /** By id; null = removed. */
  rules: Map<string, StockRule | null>
  views: Map<string, ViewCount>
  touched: Set<string>
}

export type ViewCount = Omit<ViewFact, 'fact' | 'path' | 'sku'> & { sku: string; hour: number; views: number }

export function noChanges(): Changes {
  return {
    pairs: new Set(),
    skus: new Set(),
    sales: new Map(),
    movements: new Map(),
    spans: new Map(),
    alerts: new Set(),
    comments: [],
    deliveries: new Set(),
    orderLines: new Set(),
    cancelled: new Map(),
    products: new Set(),
    prices: [],
    places: new Set(),
    placeSources: [],
    silent: new Set(),
    rules: new Map(),
    views: new Map(),
    touched: new Set(),
  }
}
