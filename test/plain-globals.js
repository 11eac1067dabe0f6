import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

/**
 * Node's environment of jest, with a global object of its own as it has it, but a plain one. Jest's is a proxy behind
 * interceptors, which each `Map`, `Date` or `Math` in a loop has to pass: what computes took twice as long.
 */
export default class PlainGlobals extends TestEnvironment {
  constructor(...settings) {
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...settings);
    } finally {
      vm.createContext = createContext;
    }
  }
}
