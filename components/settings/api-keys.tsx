import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/empty'
import { ApiKeyList, type ApiKeyRow } from './api-key-list'
import { NewApiKey } from './new-api-key'

type ApiKeysProps = {
  /** Whether the plan has the API. */
  allowed: boolean
  /** How many keys may be live; -1: any number. */
  limit: number
  keys: readonly ApiKeyRow[]
}

const link = 'text-accent underline decoration-accent/35 underline-offset-4 hover:decoration-accent'

/** Keys for programs, in each of their states: none yet, some, as many as the plan has, not in the plan. */
export function ApiKeys({ allowed, limit, keys }: ApiKeysProps) {
  const live = keys.filter((key) => !key.expired).length
  const full = limit !== -1 && live >= limit
  return (
    <>
      {keys.length > 0 && <ApiKeyList keys={keys} disabled={!allowed} />}
      {keys.length === 0 && allowed && (
        <Empty title="No keys yet">
          With a key, a program of yours asks the models and is charged as you are. Any client for
          OpenAI’s API works.
        </Empty>
      )}
      {/* Where the dialog hangs stays the same when the first key arrives: it is showing that key then. */}
      {allowed ? (
        <div className="mt-5 flex flex-wrap items-center gap-x-4 gap-y-2">
          <NewApiKey disabled={full} />
          <p className="text-sm text-soft">
            {limit === -1 ? `${live} in use. ` : `${live} of ${limit} in use. `}
            {full ? (
              <>
                Revoke one to make another, or{' '}
                <Link href="/pricing" className={link}>
                  compare the plans
                </Link>
                .
              </>
            ) : (
              <Link href="/docs/api" className={link}>
                How to use them
              </Link>
            )}
          </p>
        </div>
      ) : (
        <NotInPlan kept={keys.length} />
      )}
    </>
  )
}

function NotInPlan({ kept }: { kept: number }) {
  return (
    <Empty
      title="Your plan does not include the API"
      className={kept > 0 ? 'border-t-0' : undefined}
      action={
        <>
          <Button asChild>
            <Link href="/pricing">Compare the plans</Link>
          </Button>
          <Button asChild variant="secondary">
            <Link href="/docs/api">Read the documentation</Link>
          </Button>
        </>
      }
    >
      {kept > 0
        ? 'Your keys are kept but refused, and work again as soon as your plan includes it.'
        : 'With it, programs of yours ask the models and are charged as you are.'}
    </Empty>
  )
}
