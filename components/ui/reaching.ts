import { unstable_rethrow } from 'next/navigation'
import type { ActionState } from '@/lib/action'

/**
 * Runs a Server Action of a form. Where the server cannot be reached it answers as if the action had refused: thrown on, that
 * would put an error page in the place of the form and of what was typed into it.
 */
export async function reaching<Data>(
  act: () => Promise<ActionState<Data>>,
): Promise<ActionState<Data>> {
  try {
    return await act()
  } catch (error) {
    // A redirect is no failure.
    unstable_rethrow(error)
    return {
      status: 'error',
      code: 'unavailable',
      message: 'The server could not be reached. Nothing was charged; please try again.',
    }
  }
}

type FormAction<Data> = (state: ActionState<Data>, form: FormData) => Promise<ActionState<Data>>

/**
 * The same for `useActionState`. The server renders the action itself, so that the form also works before any script has loaded;
 * only the browser can fail to reach it.
 */
export const reachingForm = <Data>(action: FormAction<Data>): FormAction<Data> =>
  typeof window === 'undefined' ? action : (state, form) => reaching(() => action(state, form))
