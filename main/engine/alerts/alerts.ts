/** The front of the alerts room: what is wrong enough to be told, and how it is told. */

export { type Alerts, createAlerts } from './create-alerts.ts';
export { previewRule } from './preview/preview-rule.ts';
export { requireRule } from './rules/find-rule.ts';
export { viewQuietHours, viewRules } from './rules/view-rules.ts';
