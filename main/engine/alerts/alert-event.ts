import type { Alert } from '#contract/alert.ts';

/** What became of an alert. */
export interface AlertEvent {
  readonly kind:
    | 'pending'
    /** Pending no more, without having fired. */
    | 'withdrawn'
    | 'fired'
    /** Its severity rose while it was open. */
    | 'worse'
    /** Its severity fell. */
    | 'better'
    | 'acknowledged'
    | 'silenced'
    | 'inhibited'
    /** Silenced or inhibited no more, and still firing. */
    | 'released'
    /** It comes and goes: told once instead of at each turn. */
    | 'unstable'
    /** Its figures or words changed; of no interest to anybody but views. */
    | 'changed'
    | 'resolved';
  /** As it is now. */
  readonly alert: Alert;
}
