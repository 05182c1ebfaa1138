'use client'

import { useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import type { ApiScope } from '@/lib/auth/api-scopes'
import { RevokeApiKey } from './revoke-api-key'

export type ApiKeyRow = {
  id: string
  name: string
  prefix: string
  scopes: readonly ApiScope[]
  expired: boolean
  /** Paid requests of the last 24 hours. */
  requests: number
  /** In words; made on the server, so that both sides say the same. */
  made: string
  lastUsed: string | null
  expires: string
}

type ApiKeyListProps = {
  keys: readonly ApiKeyRow[]
  /** The plan has no API: all are refused. */
  disabled: boolean
}

export function ApiKeyList({ keys, disabled }: ApiKeyListProps) {
  const [revoking, setRevoking] = useState<ApiKeyRow | null>(null)
  return (
    <>
      <ul aria-label="API keys" className="divide-y divide-rule border-y border-rule">
        {keys.map((key) => (
          <li key={key.id} className="flex items-start gap-4 py-3.5">
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <span className="font-medium break-words">{key.name}</span>
                <code className="num text-sm text-soft">{key.prefix}…</code>
                {key.expired ? (
                  <Badge tone="warn">expired</Badge>
                ) : (
                  disabled && <Badge tone="warn">not in your plan</Badge>
                )}
              </p>
              <p className="mt-1 flex flex-wrap gap-1">
                {key.scopes.map((scope) => (
                  <Badge key={scope}>{scope}</Badge>
                ))}
              </p>
              <p className="mt-1 text-sm text-soft">
                {key.lastUsed ? `Last used ${key.lastUsed}` : 'Never used'}
                {key.requests > 0 && (
                  <>
                    {' · '}
                    <span className="num">{key.requests.toLocaleString('en-US')}</span>{' '}
                    {key.requests === 1 ? 'answer' : 'answers'} in 24 hours
                  </>
                )}
                {` · made ${key.made} · ${key.expires}`}
              </p>
            </div>
            <Button
              variant="secondary"
              size="sm"
              aria-label={`Revoke ${key.name}, ${key.prefix}…`}
              onClick={() => setRevoking(key)}
            >
              Revoke
            </Button>
          </li>
        ))}
      </ul>
      <RevokeApiKey apiKey={revoking} onClose={() => setRevoking(null)} />
    </>
  )
}
