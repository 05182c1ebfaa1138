import Form from 'next/form'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import {
  filterParams,
  isFiltered,
  statementKinds,
  type StatementFilter,
} from '@/lib/credits/statement-filter'
import { ModelSelect } from './model-select'
import { filterNames } from './words'

type StatementFiltersProps = { filter: StatementFilter; models: string[] }

/** What the statement is narrowed to: all of it stands in the address, so that it lasts and can be sent on. */
export function StatementFilters({ filter, models }: StatementFiltersProps) {
  const offered =
    filter.model && !models.includes(filter.model) ? [...models, filter.model] : models
  return (
    <div className="mb-5 grid gap-4">
      <nav aria-label="Kinds of movements" className="-mx-1 flex flex-wrap gap-1">
        {statementKinds.map((kind) => (
          <Link
            key={kind}
            href={`/usage?${filterParams({ ...filter, kind })}#statement`}
            scroll={false}
            aria-current={filter.kind === kind ? 'true' : undefined}
            className={cn(
              'rounded-sm px-3 py-1.5 text-sm transition-colors',
              filter.kind === kind
                ? 'bg-ink font-medium text-paper'
                : 'text-soft hover:bg-sunken hover:text-ink',
            )}
          >
            {filterNames[kind]}
          </Link>
        ))}
      </nav>
      <Form
        action="/usage"
        scroll={false}
        // The fields keep what was typed; another filter from elsewhere starts them anew.
        key={filterParams(filter).toString()}
        aria-label="Narrow the statement"
        className="grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap"
      >
        {filter.kind !== 'all' && <input type="hidden" name="kind" value={filter.kind} />}
        {filter.request && <input type="hidden" name="request" value={filter.request} />}
        {offered.length > 0 && (
          <Field label="Model" className="max-sm:col-span-2 sm:w-44">
            <ModelSelect models={offered} chosen={filter.model} />
          </Field>
        )}
        <Field label="From (UTC)" className="sm:w-40">
          <Input type="date" name="from" defaultValue={filter.from} />
        </Field>
        <Field label="To (UTC)" className="sm:w-40">
          <Input type="date" name="to" defaultValue={filter.to} />
        </Field>
        <div className="col-span-2 flex gap-2">
          <Button type="submit" variant="secondary" className="h-10">
            Show
          </Button>
          {isFiltered(filter) && (
            <Button asChild variant="ghost" className="h-10">
              <Link href="/usage" scroll={false}>
                Clear filters
              </Link>
            </Button>
          )}
        </div>
      </Form>
    </div>
  )
}
