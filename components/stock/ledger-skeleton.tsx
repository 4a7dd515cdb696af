import { Skeleton } from '#components/ui/skeleton.tsx'

/** The ledger, before its first rows. */
export function LedgerSkeleton() {
  return (
    <div aria-busy="true" className="flex-1 px-4 py-4 tablet:px-6">
      <Skeleton className="h-5 w-40" />
      <div aria-hidden="true" className="mt-4">
        {Array.from({ length: 10 }, (_, row) => (
          <div key={row} className="flex h-9 items-center gap-6 border-b border-line">
            <Skeleton className="h-3 w-24" />
            <Skeleton className="h-3 w-44" />
            <Skeleton className="h-3 flex-1" />
          </div>
        ))}
      </div>
    </div>
  )
}
