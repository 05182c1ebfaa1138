import { PageHeader } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'

export default function ChangeLoading() {
  return (
    <div className="shell pb-16" aria-busy="true">
      <PageHeader title="Change the plan" description="The exact amount is being worked out." />
      <div className="grid max-w-xl gap-8">
        <Skeleton className="h-72 w-full" />
        <Skeleton className="h-11 w-56" />
      </div>
    </div>
  )
}
