import { launch, repository } from './launch';

void launch({ folder: 'suite', prepare: async () => repository });
