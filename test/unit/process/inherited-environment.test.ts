import { expect, test } from 'vitest';
import { inheritedEnvironment } from '#engine/process/inherited-environment.ts';

test.each([
  'npm_config_registry',
  'npm_config_cache',
  'npm_config_userconfig',
  'npm_config_cafile',
  'npm_config_strict_ssl',
  'npm_config_proxy',
  'npm_config_https_proxy',
  'npm_config_noproxy',
  'npm_config_@my-scope:registry',
  'npm_config_//registry.example/:_authToken',
  'NPM_CONFIG_PREFIX',
  'NODE_ENV',
])('servers inherit %s, so that npx finds their packages', (name) => {
  expect(inheritedEnvironment({ [name]: 'x' })).toEqual({ [name]: 'x' });
});

test.each([
  'npm_lifecycle_event',
  'npm_package_name',
  'npm_config_prefix',
  'npm_config_local_prefix',
  'npm_config_global_prefix',
  'npm_config_package',
  'npm_config_user_agent',
  'npm_command',
  'npm_execpath',
  'npm_node_execpath',
  'INIT_CWD',
  'SIGNALBOX_MARK',
])('servers do not inherit %s, which tells of Signalbox itself', (name) => {
  expect(inheritedEnvironment({ [name]: 'x', HOME: '/home/me' })).toEqual({ HOME: '/home/me' });
});
