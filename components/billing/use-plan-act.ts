'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { ActionState } from '@/lib/action'

/**
 * Runs a Server Action that changes what the page shows. `run` answers its data, or `null` after it has put what went wrong
 * into `problem`, and into `fieldErrors` what is wrong with single fields. On success the page is drawn anew with what is so now, unless it is about to be left (`refresh: false`).
 */
export function usePlanAct({ refresh = true } = {}) {
  const router = useRouter()
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [fieldErrors, setFieldErrors] = useState<Record<string, string[]>>({})

  async function run<Data>(act: () => Promise<ActionState<Data>>): Promise<{ data: Data } | null> {
    setPending(true)
    setProblem(undefined)
    setFieldErrors({})
    try {
      const state = await act()
      if (state.status === 'ok') {
        if (refresh) router.refresh()
        return { data: state.data }
      }
      if (state.status === 'error') {
        setProblem(state.message)
        setFieldErrors(state.fieldErrors ?? {})
      }
    } catch {
      setProblem(
        'The server could not be reached, so it is not sure that this was done. Load the page again to see.',
      )
    } finally {
      setPending(false)
    }
    return null
  }

  return { pending, problem, fieldErrors, run }
}
