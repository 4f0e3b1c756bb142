/** When this build was made, epoch ms: no clock before it is believed. Set by the build. */
declare const hulinBuiltAt: number;
