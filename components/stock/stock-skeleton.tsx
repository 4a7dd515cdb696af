import { Skeleton } from '#components/ui/skeleton.tsx'

/** Alerts, before they are here. */
export function ListSkeleton() {
  return (
    <div aria-hidden="true">
      {['a', 'b', 'c', 'd', 'e', 'f'].map((row) => (
        <div key={row} className="grid gap-1.5 border-b border-line px-4 py-3 tablet:px-6">
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-4.5 w-28" />
          <Skeleton className="h-3 w-24" />
        </div>
      ))}
    </div>
  )
}

/** A SKU in its places, before they are here. */
export function SubjectSkeleton() {
  return (
    <div aria-hidden="true" className="grid content-start gap-4 px-4 py-4 tablet:px-8">
      <div className="flex justify-between gap-6">
        <div className="grid gap-2">
          <Skeleton className="h-6 w-60" />
          <Skeleton className="h-4 w-72 max-w-full" />
        </div>
        <Skeleton className="h-6 w-60 max-tablet:hidden" />
      </div>
      <div>
        {Array.from({ length: 10 }, (_, row) => (
          <div key={row} className="flex h-9 items-center gap-6 border-b border-line">
            <Skeleton className="h-3 w-36" />
            <Skeleton className="h-3 w-10" />
            <Skeleton className="h-3 flex-1" />
          </div>
        ))}
      </div>
    </div>
  )
}

/** The screen's true layout, before its first rows. */
export function StockSkeleton() {
  return (
    <div
      aria-busy="true"
      className="flex-1 tablet:grid tablet:grid-cols-[19rem_minmax(0,1fr)] desk:grid-cols-[20.5rem_minmax(0,1fr)]"
    >
      <div className="border-line tablet:border-r">
        <div className="flex h-11 items-center border-b border-line px-4 tablet:px-6">
          <Skeleton className="h-4 w-40" />
        </div>
        <ListSkeleton />
      </div>
      <div className="max-tablet:hidden">
        <SubjectSkeleton />
      </div>
    </div>
  )
}
