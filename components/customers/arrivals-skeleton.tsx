import { Skeleton } from '#components/ui/skeleton.tsx'

/** New accounts, before they are here. */
export function ArrivalsSkeleton() {
  return (
    <div aria-busy="true" className="flex-1">
      <div className="flex min-h-11 items-center border-b border-line px-4 tablet:px-6">
        <Skeleton className="h-4 w-40" />
      </div>
      {Array.from({ length: 6 }, (_, row) => (
        <div key={row} className="flex gap-6 border-b border-line px-4 py-3 tablet:px-6">
          <div className="grid w-60 gap-2">
            <Skeleton className="h-4 w-40" />
            <Skeleton className="h-4 w-32" />
          </div>
          <Skeleton className="h-4 flex-1 max-tablet:hidden" />
        </div>
      ))}
    </div>
  )
}
