import { WorstSku } from '#components/stock/worst-sku.tsx'

export default function StockPage() {
  return <WorstSku />
}
